import { useEffect, useRef, type RefObject } from 'react';

/** A ref to the latest value, for effects that must not run again when it changes. */
export function useLatest<Value>(value: Value): Readonly<RefObject<Value>> {
  const ref = useRef(value);
  useEffect(() => {
    ref.current = value;
  }, [value]);
  return ref;
}
