import { useState } from 'react';

/** Keeps the identity of a value while its content is equal, so that callers may write it inline without new effects. */
export function useStable<Value>(value: Value): Value {
  // Wrapped in an object, because setState calls functions.
  const [kept, setKept] = useState({ value });
  if (isEqual(kept.value, value)) return kept.value;
  setKept({ value });
  return value;
}

/** True for values of equal content: plain objects, arrays and URLs are compared by content, all others by identity. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof URL && other instanceof URL) return one.href === other.href;
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && [Object, Array].includes(value.constructor as never);
}
