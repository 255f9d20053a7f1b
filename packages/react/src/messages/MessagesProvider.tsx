import { createContext, useContext, useMemo, type ReactElement, type ReactNode } from 'react';
import { messageDefaults } from './messageDefaults';
import type { Messages } from './Messages';

const MessagesContext = /* @__PURE__ */ createContext(messageDefaults);

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
  return <MessagesContext.Provider value={useMessages(messages)}>{children}</MessagesContext.Provider>;
}

/** The words in force here, with some of them replaced once more. */
export function useMessages(overrides?: Partial<Messages>): Messages {
  const inherited = useContext(MessagesContext);
  return useMemo(() => (overrides ? { ...inherited, ...overrides } : inherited), [inherited, overrides]);
}
