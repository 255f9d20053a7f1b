import { useEffect, useState, useSyncExternalStore } from 'react';
import { findLocale, loadLocale } from './locales/loadLocale';
import type { Messages } from './Messages';

/** Loaded texts by tag. */
const loaded = new Map<string, Partial<Messages>>();
const listeners = new Set<() => void>();
/** Tags of unknown languages that the console was told of. */
const reported = new Set<string>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

async function load(locale: string): Promise<void> {
  try {
    loaded.set(locale, await loadLocale(locale));
    listeners.forEach((listener) => listener());
  } catch (error) {
    // Missing texts are no reason for a page to fail.
    if (findLocale(locale) !== undefined) {
      console.warn(`The texts of the locale "${locale}" could not be loaded:`, error);
    } else if (!reported.has(locale)) {
      reported.add(locale);
      console.warn('MessagesProvider:', error);
    }
  }
}

/**
 * Texts of a language, which load when they are first needed: until then those shown before, undefined for none. A server renders none,
 * so that browsers hydrate the same page.
 */
export function useLocale(locale: string | undefined): Partial<Messages> | undefined {
  const current = useSyncExternalStore(
    subscribe,
    () => (locale === undefined ? undefined : loaded.get(locale)),
    () => undefined,
  );
  const [shown, setShown] = useState(current);
  if (current !== undefined && current !== shown) setShown(current);
  useEffect(() => {
    if (locale !== undefined && !loaded.has(locale)) void load(locale);
  }, [locale]);
  return locale === undefined ? undefined : (current ?? shown);
}
