import { pathToFileURL } from 'node:url';
import { FerError } from '../../errors';
import { nameAndMessage } from '../../importFailure';
import { findPackage } from './findPackage';

/**
 * Imports an optional package: beside ferkit, or else in the project of the working folder; undefined if it is not installed.
 * @throws SOURCE_UNREADABLE if it is installed and does not load
 */
export async function importPackage(name: string): Promise<unknown> {
  try {
    const entry = findPackage(name);
    if (entry === undefined) return undefined;
    // Computed, so that bundlers do not look for a package that may be absent.
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(entry).href);
  } catch (cause) {
    throw packageBroken(name, cause, `npm install ${name}`);
  }
}

/** Composes the error about a package that is installed and does not load. */
export function packageBroken(name: string, cause: unknown, install: string): FerError<'SOURCE_UNREADABLE'> {
  const failed = `The package ${name} is installed and does not load`;
  const next = `Install it again: ${install}`;
  return new FerError('SOURCE_UNREADABLE', { source: name, failed, received: nameAndMessage(cause), next }, { cause });
}
