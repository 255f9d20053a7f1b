import { packagedSizes } from './packagedSizes';

/** A part of what a page fetches once: the code, or one of the files. */
export type PackagedPart = keyof typeof packagedSizes;

/** Bytes of each part that have arrived here. */
const arrived: Record<PackagedPart, number> = { code: 0, model: 0, detector: 0, engine: 0 };
const listeners = new Set<() => void>();

/** Counts a part as arrived up to so many bytes. */
export function countArrived(part: PackagedPart, bytes: number = packagedSizes[part]): void {
  if (arrived[part] === bytes) return;
  arrived[part] = bytes;
  for (const listener of listeners) listener();
}

/** Bytes of some parts that have arrived, of all that they have. */
export interface Arrival {
  readonly loaded: number;
  readonly total: number;
}

/** The arrival of some parts so far. */
export const arrivalOf = (parts: readonly PackagedPart[]): Arrival => ({
  loaded: parts.reduce((sum, part) => sum + arrived[part], 0),
  total: parts.reduce((sum, part) => sum + packagedSizes[part], 0),
});

/** Calls a listener whenever more bytes have arrived. @returns ends that */
export function onArrival(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
