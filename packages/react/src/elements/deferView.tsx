import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { ErrorNotice } from './ErrorNotice';
import { errorMessages } from '../messages/errorMessages';
import { useWords } from '../messages/MessagesProvider';

/** A view whose code comes later than the page. */
export interface DeferredView<Props> {
  (props: Props): ReactElement | null;
  /** Loads the code before it is needed. That it cannot be loaded is told where it is shown. */
  readonly prepare: () => void;
}

/**
 * Makes a view load its code when it is first shown, for what a visitor comes to late or never. Until then nothing stands in its
 * place; where the code cannot be had, visitors are told and can try again.
 */
export function deferView<Props extends object>(load: () => Promise<ComponentType<Props>>): DeferredView<Props> {
  const known: { view?: ComponentType<Props> } = {};
  const open = async (): Promise<ComponentType<Props>> => (known.view ??= await load());

  function Deferred(props: Props): ReactElement | null {
    const messages = useWords(errorMessages);
    const [attempt, setAttempt] = useState(0);
    const [loaded, setLoaded] = useState<{ readonly View?: ComponentType<Props>; readonly error?: Error }>(() =>
      known.view === undefined ? {} : { View: known.view },
    );
    const { View, error } = loaded;
    const isThere = View !== undefined;

    useEffect(() => {
      if (isThere) return;
      let isOver = false;
      open().then(
        (view) => !isOver && setLoaded({ View: view }),
        (cause: unknown) => !isOver && setLoaded({ error: cause instanceof Error ? cause : new Error(String(cause)) }),
      );
      return () => {
        isOver = true;
      };
    }, [isThere, attempt]);

    if (View !== undefined) return <View {...props} />;
    if (error === undefined) return null;
    return <ErrorNotice error={error} onRetry={() => setAttempt(attempt + 1)} messages={messages} />;
  }
  return Object.assign(Deferred, { prepare: () => void open().catch(() => undefined) });
}
