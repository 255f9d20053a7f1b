import { useEffect, useRef, useState } from 'react';

/** A text that changes at most once per interval in milliseconds, so that screen readers can announce it. */
export function useThrottledText(text: string, interval: number): string {
  const [shown, setShown] = useState('');
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text === shown) return;
    const wait = Math.max(0, changedAt.current + interval - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setShown(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, shown, interval]);
  return shown;
}
