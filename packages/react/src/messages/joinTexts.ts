/** Lists texts in a language: 'A, B, and C'. */
export const joinList = (texts: readonly string[], locale: string): string => new Intl.ListFormat(locale).format(texts);

/** Joins sentences. Japanese and Chinese have no spaces between them. */
export const joinSentences = (sentences: readonly string[], locale: string): string =>
  sentences.join(/^(ja|zh)\b/.test(locale) ? '' : ' ');
