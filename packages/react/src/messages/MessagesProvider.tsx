import { createContext, useContext, useMemo, type ReactElement, type ReactNode } from 'react';
import type { Messages } from './Messages';
import { messageDefaults } from './messageDefaults';

/** What was replaced; the words themselves come with the components, so that a page carries those of its own only. */
const ReplacedContext = /* @__PURE__ */ createContext<Partial<Messages>>({});

/** Props of {@link MessagesProvider}. */
export interface MessagesProviderProps {
  /** The words to replace; the rest stay as they are above this provider, in the end in English. */
  readonly messages: Partial<Messages>;
  readonly children: ReactNode;
}

/**
 * Replaces words in all components below it: for a translation, or for names of labels.
 *
 * @example
 * ```tsx
 * <MessagesProvider messages={{ locale: 'de', recall: 'Trefferquote', label: (label) => german[label] ?? label }}>
 *   <ConfusionMatrix data={report} />
 * </MessagesProvider>
 * ```
 */
export function MessagesProvider({ messages, children }: MessagesProviderProps): ReactElement {
  const inherited = useContext(ReplacedContext);
  const replaced = useMemo(() => ({ ...inherited, ...messages }), [inherited, messages]);
  return <ReplacedContext.Provider value={replaced}>{children}</ReplacedContext.Provider>;
}

/** Some words with what is replaced here, and some of that once more. @param defaults - the same ones with each rendering */
export function useWords<Words extends Partial<Messages>>(defaults: Words, overrides?: Partial<Messages>): Words {
  const inherited = useContext(ReplacedContext);
  return useMemo(() => ({ ...defaults, ...inherited, ...overrides }), [defaults, inherited, overrides]);
}

/** The words in force here, with some of them replaced once more. */
export const useMessages = (overrides?: Partial<Messages>): Messages => useWords(messageDefaults, overrides);
