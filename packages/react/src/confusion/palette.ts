import type { Theme } from '../elements/saveFile';

/** Colours of a confusion matrix as #rrggbb. */
export interface Palette {
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  /** Value 0. */
  readonly low: string;
  /** Middle of the scale. */
  readonly mid: string;
  /** Value 1. */
  readonly high: string;
  /** Middle and end of the scale for negative changes. */
  readonly lessMid: string;
  readonly lessHigh: string;
}

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
    mid: '#1f66bd',
    high: '#0d2c54',
    lessMid: '#a34d10',
    lessHigh: '#56250a',
  },
  dark: {
    surface: '#12161c',
    text: '#e6ebf2',
    muted: '#9aa7b8',
    low: '#1d242e',
    mid: '#1f66bd',
    high: '#cfe6ff',
    lessMid: '#a34d10',
    lessHigh: '#ffdcc0',
  },
};

const channels = (color: string): number[] => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((channel, index) => Math.round(channel + share * (target[index]! - channel)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of WCAG 2, in [0, 1]. */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Luminance on which black and white text have the same contrast, 4.58 : 1. */
const EVEN_LUMINANCE = Math.sqrt(1.05 * 0.05) - 0.05;

/** Colour of text on a ground, black or white, with a contrast of at least 4.5 : 1. The rule of `ink.css`. */
export const inkOn = (ground: string): string => (luminance(ground) > EVEN_LUMINANCE ? '#000000' : '#ffffff');

/** Colours of a cell, as the style sheet computes them. @param value - position on the scale, in [-1, 1] */
export function cellColors(palette: Palette, value: number): { readonly background: string; readonly ink: string } {
  const amount = Math.abs(value);
  const [mid, high] = value < 0 ? [palette.lessMid, palette.lessHigh] : [palette.mid, palette.high];
  const background = amount > 0.5 ? mix(mid, high, 2 * amount - 1) : mix(palette.low, mid, 2 * amount);
  return { background, ink: amount === 0 ? palette.muted : inkOn(background) };
}
