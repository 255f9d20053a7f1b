import type { CorruptionKind } from '@ferkit/core';
import type { SkippedKind } from '@ferkit/core/datasets';
import { numberFormats } from '../numberFormats';

/** Forms of a word or sentence by plural category; `other` stands for those that are absent. */
type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Selects the plural form of a number in a language. */
export function pluralIn(locale: string): (number: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(locale);
  return (number, forms) => forms[rules.select(number)] ?? forms.other;
}

/** Looks up displayed names. Names without an entry, such as a visitor's own labels, stay as they are. */
export function namesFrom(names: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => (Object.hasOwn(names, name) ? names[name]! : name);
}

/** Writes a number in a language, for messages that get it unformatted. */
export const numberIn =
  (locale: string): ((number: number) => string) =>
  (number) =>
    numberFormats(locale).count(number);

/**
 * Lists names of files after a text, of which only the first are given, or nothing if there are none.
 * @param colon - between the text and the names
 * @param comma - between the names
 * @param writeOthers - tells how many files there are besides the named ones
 */
export function filesIn(
  locale: string,
  colon: string,
  comma: string,
  writeOthers: (others: string) => string,
): (number: number, names: readonly string[]) => string {
  const write = numberIn(locale);
  return (number, names) => {
    if (names.length === 0) return '';
    const others = number - names.length;
    return `${colon}${names.join(comma)}${others > 0 ? writeOthers(write(others)) : ''}`;
  };
}

/** Displayed names of the kinds of corruption. */
export type CorruptionNames = Readonly<Record<CorruptionKind, string>>;

/** Kinds of rows and files that were left out of a dataset, in the plural. */
export type SkippedNames = Readonly<Record<SkippedKind, string>>;
