import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FerError } from '../../index';
import { Failure } from '../failures';
import { type InputImages, isImageName, missingImage, namedImage } from './InputImage';
import { hasWildcard, Pattern } from './Pattern';
import { belongsTo, type Shard } from './Shard';
import { isArchiveName, openArchive } from './openArchive';

/** What {@link openInputs} needs besides the operands. */
interface InputOptions {
  /** The lines of standard input, for an operand that is a single dash. */
  readonly lines: () => AsyncIterable<string>;
  readonly shard: Shard;
  readonly signal: AbortSignal;
}

/** Where an operand leads. */
type Place =
  | { readonly type: 'image' }
  | { readonly type: 'archive' }
  | { readonly type: 'folder'; readonly folder: string; readonly wants: (path: string) => boolean };

/**
 * Finds the images that are meant, one after the other as they are asked for: files as they are, folders with all the images
 * in them, patterns with `*`, `?` and `**` for shells that leave them to the program, tar archives, URLs, and for a dash
 * whatever is named on standard input, one a line. The order is always the same.
 */
export async function* openInputs(operands: readonly string[], options: InputOptions): InputImages {
  for (const operand of operands) {
    if (operand !== '-') yield* openOperand(operand, options);
    else {
      for await (const line of options.lines()) {
        if (line !== '') yield* openOperand(line, options);
      }
    }
    options.signal.throwIfAborted();
  }
}

/**
 * Makes sure of operands before anything long begins.
 * @throws Failure where a folder or pattern leads to nothing, the signal's reason
 */
export async function checkOperands(operands: readonly string[], signal: AbortSignal): Promise<void> {
  for (const operand of operands) {
    if (operand === '-') continue;
    const place = await detect(operand);
    if (place.type === 'folder' && !(await holdsAny(place.folder, place.wants, signal))) {
      throw new Failure(whyNothing(operand));
    }
  }
}

async function* openOperand(operand: string, { shard, signal }: InputOptions): InputImages {
  const isOurs = (name: string): boolean => belongsTo(shard, name);
  const place = await detect(operand);
  if (place.type === 'image') {
    if (isOurs(operand)) yield namedImage(operand);
    return;
  }
  if (place.type === 'archive') {
    yield* openArchive(operand, isOurs, signal);
    return;
  }
  let found = false as boolean;
  const wants = (path: string): boolean => {
    if (!place.wants(path)) return false;
    found = true;
    return isOurs(path);
  };
  let received = 'none';
  for await (const { path, error } of walkFolder(place.folder, wants, signal)) {
    if (error === undefined) yield namedImage(path);
    else if (path === place.folder) received = error.message;
    else if (isOurs(path)) yield missingImage(path, unreadable(path, error.message, error));
  }
  if (!found && isOurs(operand)) yield missingImage(operand, unreadable(operand, received));
}

async function detect(operand: string): Promise<Place> {
  if (isUrl(operand)) return withoutLooking(operand);
  const facts = await stat(operand).catch(() => undefined);
  if (facts?.isDirectory() === true) return { type: 'folder', folder: operand, wants: isImageName };
  if (facts === undefined && hasWildcard(operand)) {
    const pattern = new Pattern(operand);
    return { type: 'folder', folder: pattern.folder, wants: (path) => pattern.matches(path) };
  }
  // A missing file is told by whoever opens it.
  return withoutLooking(operand);
}

const withoutLooking = (operand: string): Place => (isArchiveName(operand) ? { type: 'archive' } : { type: 'image' });

const isUrl = (operand: string): boolean => /^(https?|file):/.test(operand);

async function holdsAny(folder: string, wants: (path: string) => boolean, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const entry of await opendir(folder)) {
      signal.throwIfAborted();
      const path = join(folder, entry.name);
      if (entry.isFile() ? wants(path) : entry.isDirectory() && (await holdsAny(path, wants, signal))) return true;
    }
  } catch {
    signal.throwIfAborted();
    // It may not be entered, or not read, which some folders that can be entered forbid too; those beside it may.
  }
  return false;
}

const whyNothing = (operand: string): string =>
  hasWildcard(operand) ? `No file matches ${operand}.` : `The folder ${operand} has no PNG, JPEG or WebP images.`;

function unreadable(operand: string, received: string, cause?: unknown): FerError<'SOURCE_UNREADABLE'> {
  const problem = { failed: `Cannot read "${operand}"`, expected: 'images', received, source: operand };
  return new FerError('SOURCE_UNREADABLE', problem, { cause });
}

/** A file, or a folder that cannot be read. */
interface WalkedPath {
  readonly path: string;
  readonly error?: Error;
}

/**
 * The files below a folder, in the order of their whole paths, whatever order the file system has. Holds the names of one
 * folder at a time, and of those around it.
 * @param wants - which files are meant, by their paths; of the others not even the names are held
 * @throws the signal's reason
 */
async function* walkFolder(
  folder: string,
  wants: (path: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedPath, void, undefined> {
  let names: readonly string[];
  try {
    names = await listNames(folder, wants, signal);
  } catch (error) {
    signal.throwIfAborted();
    // It went away, or may not be entered; those beside it may.
    yield { path: folder, error: error as Error };
    return;
  }
  for (const name of names) {
    if (name.endsWith('/')) yield* walkFolder(join(folder, name.slice(0, -1)), wants, signal);
    else yield { path: join(folder, name) };
  }
}

async function listNames(folder: string, wants: (path: string) => boolean, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(folder)) {
    // Somebody may name a whole disk, in which next to nothing is wanted.
    signal.throwIfAborted();
    // With its slash a folder stands where the paths of its files do: "a-b.png" is before "a/b.png".
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile() && wants(join(folder, entry.name))) names.push(entry.name);
  }
  return names.sort();
}
