import { createContext, useContext, useMemo, type ReactElement, type ReactNode } from 'react';
import { messageDefaults, type Messages } from './Messages';

/** Replaced texts only. Each component imports its own defaults, so that a page loads no texts of other components. */
const OverridesContext = /* @__PURE__ */ createContext<Partial<Messages>>({});

/** Props of {@link MessagesProvider}. */
export interface MessagesProviderProps {
  /** Texts to replace; the rest come from the next provider above, else they are English. */
  readonly messages: Partial<Messages>;
  /** Components whose texts are replaced. */
  readonly children: ReactNode;
}

/**
 * Replaces texts in all components below it, for translations or for display names of labels.
 *
 * @example
 * ```tsx
 * <MessagesProvider messages={{ locale: 'de', recall: 'Trefferquote', label: (label) => german[label] ?? label }}>
 *   <ConfusionMatrix data={report} />
 * </MessagesProvider>
 * ```
 */
export function MessagesProvider({ messages, children }: MessagesProviderProps): ReactElement {
  const inherited = useContext(OverridesContext);
  const merged = useMemo(() => ({ ...inherited, ...messages }), [inherited, messages]);
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
