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

/** Displayed names of the kinds of corruption. */
export type CorruptionNames = Readonly<Record<CorruptionKind, string>>;

/** Kinds of rows and files that were left out of a dataset, in the plural. */
export type SkippedNames = Readonly<Record<SkippedKind, string>>;
