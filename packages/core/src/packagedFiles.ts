import { FerError } from './errors';
import { countArrived, type PackagedPart } from './packagedArrival';
import { packagedSizes } from './packagedSizes';
import { unpackEmbedded } from './unpackEmbedded';

/** Binary files of the package: the bundled model's weights, the face detector's, and the WebAssembly engine. */
export type PackagedFile = Exclude<PackagedPart, 'code'>;

/** Addresses of the files, and of the script of a thread, for code that embeds none: that of the worker that bundles start. */
export type PackagedAddresses = Readonly<Record<PackagedFile | 'thread', string>>;

let addresses: PackagedAddresses | undefined;

/** Tells code that embeds no files where they are. */
export function locatePackagedFiles(located: PackagedAddresses): void {
  addresses = located;
}

/** The address of the script of a thread, for code that does not know it. */
export const threadAddress = (): string | undefined => addresses?.thread;

/** Files that are being fetched, or have been, and were not read yet. */
const requested = new Map<PackagedFile, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * Begins to fetch files that will be read, side by side, where the code embeds none. A file that cannot be fetched is asked for again when it
 * is read.
 */
export function requestPackaged(files: readonly PackagedFile[]): void {
  if (addresses === undefined) return;
  for (const file of files) {
    if (requested.has(file)) continue;
    const bytes = fetchFile(file);
    requested.set(file, bytes);
    bytes.catch(() => requested.delete(file));
  }
}

/**
 * The bytes of a file of the package: unpacked where the code embeds it, fetched where it does not.
 * @param embedded - base64 text of the packed file; empty where the build left it out
 * @throws WORKER_FAILED if the server does not have the file
 */
export async function readPackaged(file: PackagedFile, embedded: string): Promise<Uint8Array<ArrayBuffer>> {
  if (embedded === '') {
    const early = requested.get(file);
    requested.delete(file);
    return early ?? fetchFile(file);
  }
  const bytes = await unpack(file, embedded);
  countArrived(file, packagedSizes[file]);
  return bytes;
}

/** Weights are 16-bit numbers, packed as all high bytes and then all low ones. */
async function unpack(file: PackagedFile, embedded: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await unpackEmbedded(embedded);
  if (file === 'engine') return bytes;
  const joined = new Uint8Array(bytes.length);
  for (let at = 0, high = 0, low = bytes.length / 2; at < bytes.length; high++, low++) {
    joined[at++] = bytes[low]!;
    joined[at++] = bytes[high]!;
  }
  return joined;
}

async function fetchFile(file: PackagedFile): Promise<Uint8Array<ArrayBuffer>> {
  const address = addresses?.[file] ?? '';
  const size = packagedSizes[file];
  try {
    const response = await fetch(address, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += read.value;
      // Four characters for three bytes.
      countArrived(file, Math.min(size, Math.floor(text.length * 0.75)));
    }
    // Bundlers may write the script in another way, with other quotes around the text. Development servers answer a missing file with their start page and status 200.
    const start = text.search(/[\w+/]{1000}/);
    const end = text.indexOf(text[start - 1] ?? '', start);
    if (start < 1 || end < start) throw new Error(`a text of ${text.length} characters`);
    const packed = text.slice(start, end);
    const bytes = await unpack(file, packed);
    countArrived(file, size);
    return bytes;
  } catch (cause) {
    countArrived(file, 0);
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new FerError(
      'WORKER_FAILED',
      {
        reason: `${address}: ${received}`,
        failed: `The worker cannot fetch ${address}`,
        expected: `a script with ${size} bytes`,
        received,
        next: "Serve all files of the bundler's output.",
      },
      { cause },
    );
  }
}
