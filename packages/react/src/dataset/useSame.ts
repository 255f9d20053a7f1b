import { useState } from 'react';
import { isSame } from './isSame';

/** The value as it was first, for as long as it says the same; so it may be written in place, anew with each rendering. */
export function useSame<Value>(value: Value): Value {
  // In a box, since React would call a function.
  const [kept, setKept] = useState({ value });
  if (isSame(kept.value, value)) return kept.value;
  setKept({ value });
  return value;
}
