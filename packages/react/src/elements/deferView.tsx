import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { LoadErrorNotice } from './ErrorNotice';
import { loadErrorMessages } from '../messages/errorMessages';
import { useTexts } from '../messages/MessagesProvider';
import { toError } from '../toError';

/** A component whose code loads when it first renders. */
export interface DeferredView<Props> {
  (props: Props): ReactElement | null;
  /** Loads the code ahead of time, and resolves in any case: failures are shown when the component renders. */
  readonly prepare: () => Promise<void>;
}

const noop = (): void => undefined;

/**
 * Defers loading the code of a component until it first renders, for parts that many visitors never see. It renders nothing
 * while it loads, and an error notice with a retry button if loading fails.
 */
export function deferView<Props extends object>(load: () => Promise<ComponentType<Props>>): DeferredView<Props> {
  const cache: { view?: ComponentType<Props> } = {};
  const open = async (): Promise<ComponentType<Props>> => (cache.view ??= await load());

  function Deferred(props: Props): ReactElement | null {
    const messages = useTexts(loadErrorMessages);
    const [attempt, setAttempt] = useState(0);
    const [loaded, setLoaded] = useState<{ readonly View?: ComponentType<Props>; readonly error?: Error }>(() =>
      cache.view === undefined ? {} : { View: cache.view },
    );
    const { View, error } = loaded;
    const isLoaded = View !== undefined;

    useEffect(() => {
      if (isLoaded) return;
      let isCancelled = false;
      open().then(
        (view) => !isCancelled && setLoaded({ View: view }),
        (cause: unknown) => !isCancelled && setLoaded({ error: toError(cause) }),
      );
      return () => {
        isCancelled = true;
      };
    }, [isLoaded, attempt]);

    if (View !== undefined) return <View {...props} />;
    if (error === undefined) return null;
    return <LoadErrorNotice error={error} onRetry={() => setAttempt(attempt + 1)} messages={messages} />;
  }
  return Object.assign(Deferred, { prepare: () => open().then(noop, noop) });
}
