/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Colours of a terminal: none (a log), 256, or all. */
export type ColourDepth = 'none' | '256' | 'all';

/** Styles text. Without colours, every method returns the text unchanged. */
export interface Style {
  readonly depth: ColourDepth;
  bold(text: string): string;
  dim(text: string): string;
  paint(text: string, colours: { readonly foreground?: Colour; readonly background?: Colour }): string;
}

const ESCAPE = '\u001b[';
const RESET = `${ESCAPE}0m`;

/** Creates the style of a terminal. */
export function createStyle(depth: ColourDepth): Style {
  const wrap = (codes: readonly string[], text: string): string =>
    depth === 'none' || codes.length === 0 ? text : `${ESCAPE}${codes.join(';')}m${text}${RESET}`;
  const colourCode = (layer: 38 | 48, colour: Colour): string =>
    depth === 'all' ? `${layer};2;${colour.map(Math.round).join(';')}` : `${layer};5;${paletteIndex(colour)}`;
  return {
    depth,
    bold: (text) => wrap(['1'], text),
    dim: (text) => wrap(['2'], text),
    paint: (text, { foreground, background }) =>
      wrap(
        [
          ...(foreground === undefined ? [] : [colourCode(38, foreground)]),
          ...(background === undefined ? [] : [colourCode(48, background)]),
        ],
        text,
      ),
  };
}

/** The nearest of xterm's 256 colours: one of its 24 greys, or one of its cube of 6 x 6 x 6. */
function paletteIndex(colour: Colour): number {
  const [red, green, blue] = colour;
  const isGrey = Math.max(...colour) - Math.min(...colour) < 8;
  if (isGrey && red >= 8 && red < 243) return 232 + Math.round((red - 8) / 10);
  const step = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40));
  return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}
