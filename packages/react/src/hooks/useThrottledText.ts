import { useEffect, useRef, useState } from 'react';

/** A text that changes no more often than every so many milliseconds, for those to whom it is read aloud. */
export function useThrottledText(text: string, pause: number): string {
  const [said, setSaid] = useState('');
  const saidAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text === said) return;
    const wait = Math.max(0, saidAt.current + pause - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, said, pause]);
  return said;
}
