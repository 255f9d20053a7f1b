import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FerError } from '../../index';
import { isImagePath } from '../../imagePaths';
import { Failure } from '../failures';
import { isUrl } from '../parseValue';
import { type InputImages, isClutter, missingImage, namedImage, type OtherFiles } from './InputImage';
import { hasWildcard, Pattern } from './Pattern';
import { belongsTo, type Shard } from './Shard';
import { isArchiveName, openArchive, readArchive } from './openArchive';
import { readStandardInput } from './readStandardInput';

/** Options of {@link openInputs}. */
interface InputOptions {
  /** The bytes of standard input, for an operand that is a single dash. */
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly shard: Shard;
  /** Counts files that are no images. */
  readonly others: OtherFiles;
  readonly signal: AbortSignal;
}

/** The kind of an operand. */
type OperandKind =
  | { readonly type: 'image' }
  | { readonly type: 'archive' }
  | {
      readonly type: 'folder';
      readonly folder: string;
      readonly wants: (path: string) => boolean;
      /** True if all images of the folder are wanted, and not those of a pattern. */
      readonly isWhole: boolean;
    };

/**
 * Finds the images of operands one by one, always in the same order: files, folders with all images in them, patterns with
 * `*`, `?`, `**` and `{a,b}` for shells that do not expand them, tar archives, URLs, and a dash for standard input: names, one per
 * line or with zero bytes between them, an image, or an archive.
 */
export async function* openInputs(operands: readonly string[], options: InputOptions): InputImages {
  const { shard, others, signal } = options;
  for (const operand of operands) {
    if (operand !== '-') yield* openOperand(operand, options);
    else {
      const input = await readStandardInput(options.input());
      if (input.type === 'names') {
        for await (const name of input.names) yield* openOperand(name, options);
      } else if (input.type === 'archive') {
        yield* readArchive({ name: '-', chunks: input.chunks }, (name) => belongsTo(shard, name), others, signal);
      } else if (belongsTo(shard, '-')) {
        yield { name: '-', open: input.read };
      }
    }
    signal.throwIfAborted();
  }
}

/**
 * Checks operands before the model is loaded.
 * @throws Failure if a folder or pattern has no images; the signal's reason
 */
export async function checkOperands(operands: readonly string[], signal: AbortSignal): Promise<void> {
  for (const operand of operands) {
    if (operand === '-') continue;
    const kind = await findKind(operand);
    if (kind.type === 'folder' && !(await containsMatch(kind.folder, kind.wants, signal))) {
      throw new Failure(describeNoMatch(operand));
    }
  }
}

async function* openOperand(operand: string, { shard, others, signal }: InputOptions): InputImages {
  const isInShard = (name: string): boolean => belongsTo(shard, name);
  const kind = await findKind(operand);
  if (kind.type === 'image') {
    if (isInShard(operand)) yield namedImage(operand);
    return;
  }
  if (kind.type === 'archive') {
    yield* openArchive(operand, isInShard, others, signal);
    return;
  }
  let found = false as boolean;
  const wants = (path: string): boolean => {
    if (!kind.wants(path)) {
      if (kind.isWhole) others.add(path);
      return false;
    }
    found = true;
    return isInShard(path);
  };
  let received = 'none';
  for await (const { path, error } of walkFolder(kind.folder, wants, signal)) {
    if (error === undefined) yield namedImage(path);
    else if (path === kind.folder) received = error.message;
    else if (isInShard(path)) yield missingImage(path, unreadable(path, error.message, error));
  }
  if (!found && isInShard(operand)) yield missingImage(operand, unreadable(operand, received));
}

async function findKind(operand: string): Promise<OperandKind> {
  if (isUrl(operand)) return kindOfName(operand);
  const facts = await stat(operand).catch(() => undefined);
  if (facts?.isDirectory() === true) return { type: 'folder', folder: operand, wants: isWantedImage, isWhole: true };
  if (facts === undefined && hasWildcard(operand)) {
    const pattern = new Pattern(operand);
    return { type: 'folder', folder: pattern.folder, wants: (path) => pattern.matches(path), isWhole: false };
  }
  // A missing file fails when it is opened.
  return kindOfName(operand);
}

/** True for the ending of an image that is no clutter of an operating system. */
export const isWantedImage = (path: string): boolean => isImagePath(path) && !isClutter(path);

const kindOfName = (operand: string): OperandKind => (isArchiveName(operand) ? { type: 'archive' } : { type: 'image' });

async function containsMatch(folder: string, wants: (path: string) => boolean, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const entry of await opendir(folder)) {
      signal.throwIfAborted();
      const path = join(folder, entry.name);
      if (entry.isFile() ? wants(path) : entry.isDirectory() && (await containsMatch(path, wants, signal))) return true;
    }
  } catch {
    signal.throwIfAborted();
    // A folder without permission to list or enter it is skipped.
  }
  return false;
}

const describeNoMatch = (operand: string): string =>
  hasWildcard(operand) ? `No file matches ${operand}.` : `The folder ${operand} has no images.`;

function unreadable(operand: string, received: string, cause?: unknown): FerError<'SOURCE_UNREADABLE'> {
  const problem = { failed: `Cannot read "${operand}"`, expected: 'images', received, source: operand };
  return new FerError('SOURCE_UNREADABLE', problem, { cause });
}

/** A file, or an unreadable folder. */
interface WalkedPath {
  readonly path: string;
  readonly error?: Error;
}

/**
 * Walks the files below a folder in the order of their paths. Holds the names of one folder and its parents in memory.
 * @param wants - selects files by their paths; other names are not held
 * @throws the signal's reason
 */
export async function* walkFolder(
  folder: string,
  wants: (path: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<WalkedPath, void, undefined> {
  let names: readonly string[];
  try {
    names = await listNames(folder, wants, signal);
  } catch (error) {
    signal.throwIfAborted();
    // The folder has disappeared, or may not be read.
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
    // Checked for each entry: a large disk without images would otherwise be walked to its end.
    signal.throwIfAborted();
    // The slash sorts a folder where the paths of its files belong: "a-b.png" comes before "a/b.png".
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile() && wants(join(folder, entry.name))) names.push(entry.name);
  }
  return names.sort();
}
