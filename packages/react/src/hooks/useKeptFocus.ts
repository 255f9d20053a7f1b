import { type RefObject, useEffect } from 'react';

const CONTROL = 'a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex="0"]';

/**
 * Keeps the focus in an element when the focused control goes away, as a start button does when it is pressed: it moves to the first
 * control of the closest ancestor that is left. Otherwise, it would fall to the page's body.
 */
export function useKeptFocus(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = ref.current;
    if (root === null) return;
    /** The focused element and its ancestors up to the root; empty while the focus is elsewhere. */
    let path: readonly Element[] = [];
    const onFocus = ({ target }: FocusEvent): void => {
      path = [];
      for (let at = target as Element | null; at !== null && root.contains(at); at = at.parentElement) {
        path = [...path, at];
      }
    };
    const onBlur = (): void => {
      // Some browsers also blur an element that is removed. Then it is gone when this task has ended.
      queueMicrotask(() => {
        if (path[0]?.isConnected === true && document.activeElement !== path[0]) path = [];
      });
    };
    const restore = (): void => {
      if (path.length === 0 || path[0]!.isConnected || document.activeElement !== document.body) return;
      for (const left of path.filter(({ isConnected }) => isConnected)) {
        const next = left.querySelector<HTMLElement>(CONTROL);
        next?.focus({ preventScroll: true });
        if (document.activeElement !== document.body) return;
      }
    };
    const observer = new MutationObserver(restore);
    observer.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', onFocus);
    root.addEventListener('focusout', onBlur);
    return () => {
      observer.disconnect();
      root.removeEventListener('focusin', onFocus);
      root.removeEventListener('focusout', onBlur);
    };
  }, [ref]);
}
