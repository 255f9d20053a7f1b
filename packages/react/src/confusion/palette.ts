/** Colours of a confusion matrix, as #rrggbb. */
export interface Palette {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  /** Nothing. */
  readonly low: string;
  /** Half of the scale: of a luminance on which black and white are equally readable, since the text changes there. */
  readonly mid: string;
  readonly high: string;
  /** The same for what became less. */
  readonly lessMid: string;
  readonly lessHigh: string;
  /** Text up to half of the scale, and beyond. */
  readonly ink: string;
  readonly strongInk: string;
}

/** The themes that a matrix can be drawn in. */
export type Theme = 'light' | 'dark';

/**
 * The default colours; the style sheet has the same. Blue against orange, each of one hue that grows steadily in
 * luminance, is told apart with every kind of colour blindness.
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
  const mixed = channels(from).map((channel, place) => Math.round(channel + share * (target[place]! - channel)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** The colours of a cell: what the style sheet works out with `color-mix`. */
export function cellColors(palette: Palette, value: number): { readonly background: string; readonly ink: string } {
  const amount = Math.abs(value);
  const [mid, high] = value < 0 ? [palette.lessMid, palette.lessHigh] : [palette.mid, palette.high];
  return amount > 0.5
    ? { background: mix(mid, high, 2 * amount - 1), ink: palette.strongInk }
    : { background: mix(palette.low, mid, 2 * amount), ink: amount === 0 ? palette.muted : palette.ink };
}
