import { useEffect, useRef, type RefObject } from 'react';

/** What was given last, for effects that must not run again because of it. */
export function useLatest<Value>(value: Value): Readonly<RefObject<Value>> {
  const ref = useRef(value);
  useEffect(() => {
    ref.current = value;
  }, [value]);
  return ref;
}
