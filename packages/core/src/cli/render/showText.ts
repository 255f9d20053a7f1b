import { stripVTControlCharacters } from 'node:util';

/**
 * Characters that steer a terminal or mislead its reader: controls (Cc), surrogates without a partner (Cs), line and paragraph
 * separators, the marks that turn the direction of writing, and invisible ones. In the names of files they may be an attack.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0)!;
  return SHORT[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
};

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** Text of the world, such as the name of a file, as one line that does nothing to a terminal: unsafe characters are escaped. */
export const showText = (text: string): string => text.replace(UNSAFE, escapeCharacter);

/** Longest name that is shown whole, in characters. */
const LONGEST_NAME = 200;

/** The name of an image as one line: escaped, and shortened in the middle if it is long, as a `data:` URL is. */
export const showName = (name: string): string =>
  showText(
    name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME / 2)}…${name.slice(1 - LONGEST_NAME / 2)}`,
  );

/** The sequences that a `Style` writes. */
// eslint-disable-next-line no-control-regex
const COLOURS = /(\u001b\[[\d;]*m)/;

/**
 * Makes a line for a screen harmless, whatever names it contains.
 * @param hasColours - true keeps colours, which are then the line's own
 */
export const showLine = (line: string, hasColours: boolean): string =>
  hasColours
    ? line
        .split(COLOURS)
        .map((part, index) => (index % 2 === 1 ? part : showText(part)))
        .join('')
    : showText(line);

/** Characters that take two columns: those of East Asian scripts in full width, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** Marks that stand on the character before them. */
const MARK = /\p{M}/u;

const columnsOf = (character: string): number => (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Width of a text on a terminal in columns, without escape sequences. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += columnsOf(character);
  return width;
}

/** Cuts a line to a width in columns, colours not counted. The sequences of its colours are all kept. */
export function cutLine(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let room = Math.max(width, 0);
  return line
    .split(COLOURS)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      let kept = '';
      for (const character of part) {
        room -= columnsOf(character);
        if (room < 0) break;
        kept += character;
      }
      return kept;
    })
    .join('');
}
