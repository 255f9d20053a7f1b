import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Imports an optional package: beside ferkit, or else in the project of the working folder; undefined if it is not installed. */
export async function importPackage(name: string): Promise<unknown> {
  for (const base of [import.meta.url, join(process.cwd(), 'package.json')]) {
    let entry: string;
    try {
      entry = createRequire(base).resolve(name);
    } catch {
      continue;
    }
    // Computed, so that bundlers do not look for a package that may be absent.
    return import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(entry).href);
  }
  return undefined;
}
