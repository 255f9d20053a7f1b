import { FerError } from '@ferkit/core/metrics';
import type { Messages } from '../Messages';

/**
 * Languages that all texts of the components are available in.
 *
 * @example
 * ```tsx
 * <select onChange={({ target }) => setLocale(target.value)}>
 *   {LOCALES.map((locale) => <option key={locale}>{locale}</option>)}
 * </select>
 * ```
 */
export const LOCALES = ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja', 'zh', 'ko', 'hi'] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

/** Texts and formats of a language; of English its formats alone, since the components contain its texts. */
const loaders: Readonly<Record<Locale, () => Partial<Messages> | Promise<Partial<Messages>>>> = {
  en: () => ({ direction: 'ltr' }),
  de: async () => (await import('./de')).de,
  fr: async () => (await import('./fr')).fr,
  es: async () => (await import('./es')).es,
  pt: async () => (await import('./pt')).pt,
  ar: async () => (await import('./ar')).ar,
  ja: async () => (await import('./ja')).ja,
  zh: async () => (await import('./zh')).zh,
  ko: async () => (await import('./ko')).ko,
  hi: async () => (await import('./hi')).hi,
};

/** The language whose texts a visitor with this tag reads, and the tag as `Intl` takes it. Undefined if there is none. */
export function findLocale(tag: string): { readonly language: Locale; readonly locale: string } | undefined {
  try {
    const given = new Intl.Locale(tag.replaceAll('_', '-'));
    const { language, script } = given.maximize();
    const known = LOCALES.find((locale) => locale === language);
    // Readers of another script, such as traditional Chinese, cannot be expected to read the usual one.
    if (known === undefined || new Intl.Locale(known).maximize().script !== script) return undefined;
    return { language: known, locale: given.toString() };
  } catch {
    return undefined;
  }
}

/**
 * Loads the texts of a language, for programs that need them before they render or draw.
 * @param locale - BCP 47 tag. A region selects formats of numbers: `de-AT` has the texts of `de`
 * @returns texts for `<MessagesProvider messages>`, the prop `messages` or an option of that name. Those of English are empty but for
 * locale and direction, since they are the default
 * @throws OPTION_INVALID for a language that is none of {@link LOCALES}
 *
 * @example
 * ```ts
 * const messages = await loadLocale('de');
 * console.log(buildConfusionView(report, { messages }).summary);
 * ```
 */
export async function loadLocale(locale: string): Promise<Partial<Messages>> {
  const found = findLocale(locale);
  if (found === undefined) {
    throw new FerError('OPTION_INVALID', {
      option: 'locale',
      failed: `There are no texts for the locale ${JSON.stringify(locale)}`,
      expected: `one of ${LOCALES.join(', ')}, with or without a region`,
      next: 'Give the texts of other languages as messages.',
    });
  }
  return { ...(await loaders[found.language]()), locale: found.locale };
}
