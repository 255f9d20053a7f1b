/** 28709 as "28,709". */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** A number of things: "1 image", "2,100 images". `several` is the plural of a word that takes no "s". */
export const countOf = (count: number, one: string, several = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : several}`;

/** Joins words as a sentence does: `a, b or c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/** The first words of a list: `a, b, …`. */
export const listFirst = (words: readonly string[], most: number): string =>
  [...words.slice(0, most), ...(words.length > most ? ['…'] : [])].join(', ');
