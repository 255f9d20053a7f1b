import { createContext, useContext, useMemo, type ReactElement, type ReactNode } from 'react';
import { messageDefaults, type Messages } from './Messages';
import { useLocale } from './useLocale';

/** Replaced texts only. Each component imports its own defaults, so that a page loads no texts of other components. */
const OverridesContext = /* @__PURE__ */ createContext<Partial<Messages>>({});

/** Props of {@link MessagesProvider}. */
export interface MessagesProviderProps {
  /**
   * Language of the texts and formats, as a BCP 47 tag such as `de` or `de-AT`, of those in `LOCALES`. Its texts load when they are first
   * rendered; until then, the texts are those of the next provider above, else English. An unknown language changes nothing, which the
   * console tells once. @default that of the next provider above, else English
   */
  readonly locale?: string | undefined;
  /** Texts to replace in that language. @default none */
  readonly messages?: Partial<Messages> | undefined;
  /** Components whose texts are replaced. */
  readonly children: ReactNode;
}

/**
 * Sets the language of all components below it, and replaces single texts.
 *
 * @example
 * ```tsx
 * <MessagesProvider locale="de" messages={{ recall: 'Trefferquote' }}>
 *   <ConfusionMatrix data={report} />
 * </MessagesProvider>
 * ```
 * @example
 * With texts at hand, also on a server:
 * ```tsx
 * import { de } from '@ferkit/react/locales/de';
 *
 * <MessagesProvider messages={de}>
 *   <ConfusionMatrix data={report} />
 * </MessagesProvider>
 * ```
 */
export function MessagesProvider({ locale, messages, children }: MessagesProviderProps): ReactElement {
  const inherited = useContext(OverridesContext);
  const translated = useLocale(locale);
  const merged = useMemo(() => ({ ...(translated ?? inherited), ...messages }), [translated, inherited, messages]);
  return <OverridesContext.Provider value={merged}>{children}</OverridesContext.Provider>;
}

/** Default texts with the replacements of the providers above and of `overrides`. @param defaults - a constant */
export function useTexts<Texts extends Partial<Messages>>(defaults: Texts, overrides?: Partial<Messages>): Texts {
  const inherited = useContext(OverridesContext);
  return useMemo(() => ({ ...defaults, ...inherited, ...overrides }), [defaults, inherited, overrides]);
}

/**
 * All texts with the replacements of the providers above.
 * @param overrides - further texts to replace
 *
 * @example
 * ```tsx
 * const { noData, label } = useMessages();
 * ```
 */
export const useMessages = (overrides?: Partial<Messages>): Messages => useTexts(messageDefaults, overrides);
