/** Colours of a confusion matrix as #rrggbb. */
export interface Palette {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  /** Value 0. */
  readonly low: string;
  /** Middle of the scale. The text colour changes here, so black and white must be equally readable on it. */
  readonly mid: string;
  /** Value 1. */
  readonly high: string;
  /** Middle and end of the scale for negative changes. */
  readonly lessMid: string;
  readonly lessHigh: string;
  /** Text on the lower and on the upper half of the scale. */
  readonly ink: string;
  readonly strongInk: string;
}

/** Colour theme of a drawn matrix. */
export type Theme = 'light' | 'dark';

/**
 * Default colours, equal to those of the style sheet. Blue and orange scales of one hue each, with monotonic luminance, are
 * distinguishable with every kind of colour blindness.
 */
export const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    surface: '#ffffff',
    text: '#17202b',
    muted: '#566273',
    low: '#f1f5fa',
    mid: '#2576d2',
    high: '#0d2c54',
    lessMid: '#bb5a15',
    lessHigh: '#56250a',
    ink: '#000000',
    strongInk: '#ffffff',
  },
  dark: {
    surface: '#12161c',
    text: '#e6ebf2',
    muted: '#9aa7b8',
    low: '#1d242e',
    mid: '#2576d2',
    high: '#cfe6ff',
    lessMid: '#bb5a15',
    lessHigh: '#ffdcc0',
    ink: '#ffffff',
    strongInk: '#000000',
  },
};

const channels = (color: string): number[] => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((channel, index) => Math.round(channel + share * (target[index]! - channel)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Colours of a cell, as the style sheet computes them with `color-mix`. @param value - position on the scale, in [-1, 1] */
export function cellColors(palette: Palette, value: number): { readonly background: string; readonly ink: string } {
  const amount = Math.abs(value);
  const [mid, high] = value < 0 ? [palette.lessMid, palette.lessHigh] : [palette.mid, palette.high];
  return amount > 0.5
    ? { background: mix(mid, high, 2 * amount - 1), ink: palette.strongInk }
    : { background: mix(palette.low, mid, 2 * amount), ink: amount === 0 ? palette.muted : palette.ink };
}
