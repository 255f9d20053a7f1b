import type { Refusal } from '../errors';

let isWarned = false;

/**
 * Warns that `auto` has only cpu left: a server that answers 20 times slower would otherwise be the only sign. Once per process; a
 * choice by name is not commented on.
 */
export function warnOfCpu(refused: readonly Refusal[]): void {
  if (isWarned) return;
  isWarned = true;
  const reason = refused.find(({ name }) => name === 'wasm')?.reason ?? 'it was not tried';
  console.warn(`ferkit runs on "cpu", some 20 times slower than "wasm", which is unavailable: ${reason}`);
}
