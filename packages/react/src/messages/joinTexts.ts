import type { CommonMessages } from './commonMessages';

/** Lists texts in a language: 'A, B, and C'. */
export const joinList = (texts: readonly string[], locale: string): string => new Intl.ListFormat(locale).format(texts);

/** Joins words of which the later ones qualify the first: 'Loss, Train'. A list format would put "and" between them. */
export const joinWords = (words: readonly string[], locale: string): string =>
  words.join(/^ar\b/.test(locale) ? '، ' : /^ja\b/.test(locale) ? '、' : /^zh\b/.test(locale) ? '，' : ', ');

/** Joins sentences. Japanese and Chinese have no spaces between them. */
export const joinSentences = (sentences: readonly string[], locale: string): string =>
  sentences.join(/^(ja|zh)\b/.test(locale) ? '' : ' ');

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * A name of the page for use within a sentence. One that is written in the other direction than the sentence is put between Unicode's
 * isolates (FSI and PDI), or the numbers beside it would change places with it.
 */
export const isolateName = (name: string, { direction }: CommonMessages): string =>
  RIGHT_TO_LEFT.test(name) === (direction === 'rtl') ? name : `\u2068${name}\u2069`;
