import { expect } from 'vitest';
import type { PageOutcome } from './openPage';

/** The HTML document of `page.js` in pageProgram.ts. */
export const pageDocument =
  '<!doctype html><title>ferkit</title><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>';

interface Result {
  readonly found: readonly { readonly label: string; readonly score: number }[];
  readonly device: string;
}

/** Expects equal classifications on the main thread and in both workers. @returns the description of the WebAssembly device */
export function expectClassified({ result, complaints, foreign }: PageOutcome): string {
  expect(complaints).toEqual([]);
  if (typeof result === 'string') throw new Error(`The page failed: ${result}`);
  const { found, device } = result as Result;
  const face = { label: expect.any(String) as unknown, score: expect.any(Number) as unknown };
  expect(found).toEqual([face, face, face, face]);
  for (const other of found) expect(other).toEqual(found[0]);
  expect(foreign).toEqual([]);
  return device;
}
