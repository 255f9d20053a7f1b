import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const prefixOf = (path: string): string => `.${basename(path)}.`;

/** A new name in the folder of a file, for what is to take its place. */
export const temporaryFor = (path: string): string => join(dirname(path), `${prefixOf(path)}${randomUUID()}.tmp`);

/** Removes what writers of a file left behind when they were killed. Only for who knows that nobody is writing it now. */
export function removeTemporaries(path: string): void {
  const prefix = prefixOf(path);
  for (const name of readdirSync(dirname(path))) {
    const isOurs = name.startsWith(prefix) && name.endsWith('.tmp') && UUID.test(name.slice(prefix.length, -4));
    if (isOurs) rmSync(join(dirname(path), name), { force: true });
  }
}
