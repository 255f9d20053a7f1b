import { useCallback, useEffect, useState } from 'react';

/** A part of the page that comes when it is needed. */
export interface LoadedPart<Part> {
  readonly part: Part | null;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Loads a part once it is wanted, in the browser only: what a server renders has no such part, and neither has the first
 * rendering that takes it over. A part that cannot be loaded is an error to show, and takes nothing else down with it.
 * @param load - an `import()`; the same function with each rendering
 */
export function useLoadedPart<Part>(isWanted: boolean, load: () => Promise<Part>): LoadedPart<Part> {
  // In a box, since React would call a function.
  const [loaded, setLoaded] = useState<{ readonly part: Part } | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    load().then(
      (part) => !isOver && setLoaded({ part }),
      (cause: unknown) => !isOver && setError(cause instanceof Error ? cause : new Error(String(cause))),
    );
    return () => {
      isOver = true;
    };
  }, [isWanted, load, attempt]);
  return {
    part: isWanted && loaded !== null ? loaded.part : null,
    error: isWanted ? error : null,
    retry: useCallback(() => {
      setError(null);
      setAttempt((count) => count + 1);
    }, []),
  };
}
