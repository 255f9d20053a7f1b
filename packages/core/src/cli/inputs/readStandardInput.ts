import { platform } from '#platform';
import { isGzip, isTar, utf16Of } from '../../fileSignatures';
import { nameFormat } from '../../imageFormats';
import { isImageText } from '../../imageText';
import { FerError, type ImageInput } from '../../index';
import { Failure } from '../failures';

/** The content of standard input: the names of images, an archive with images, or one image. */
type StandardInput =
  | { readonly type: 'names'; readonly names: AsyncIterable<string> }
  | { readonly type: 'archive'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly type: 'image'; readonly read: () => Promise<ImageInput> };

/** Bytes of a tar header. */
const BLOCK = 512;

/**
 * Recognizes standard input by its first bytes.
 * @throws Failure if it is empty
 */
export async function readStandardInput(chunks: AsyncIterable<Uint8Array>): Promise<StandardInput> {
  const { head, rest } = await peek(chunks, BLOCK);
  if (head.length === 0) {
    throw new Failure('Standard input is empty: expected names of images, one a line, an image or a tar archive.');
  }
  if (isGzip(head)) return { type: 'archive', chunks: platform.gunzip(rest) };
  if (isTar(head)) return { type: 'archive', chunks: rest };
  const encoding = textEncodingOf(head);
  if (encoding === undefined) return { type: 'image', read: () => readImage(rest) };
  if (isImageText(new TextDecoder().decode(head))) {
    return { type: 'image', read: async () => (await readImage(rest)).text() };
  }
  return { type: 'names', names: namesOf(rest, encoding, encoding === 'utf-8' && head.includes(0)) };
}

/** The encoding of text: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it; undefined for other bytes. */
function textEncodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const wide = utf16Of(head);
  if (wide !== undefined) return wide;
  // Also text: GIF begins with letters, and a page that a server sent in place of an image names no images.
  if (nameFormat(head) !== undefined) return undefined;
  try {
    // The first bytes may end inside a character, so the decoder waits for more.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // Zeros stand between names (find -print0). Binary formats have several in a row, or begin with one.
    const names = text.split('\0');
    return names.every((name, at) => name !== '' || at === names.length - 1) ? 'utf-8' : undefined;
  } catch {
    return undefined;
  }
}

/** Splits text into names, at line breaks or at zeros, as it arrives. */
async function* namesOf(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  hasZeros: boolean,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding);
  // A carriage return at the end of a chunk may be the first half of a line break.
  const end = hasZeros ? '\0' : /\r\n|\n|\r(?!$)/;
  let found = false;
  let rest = '';
  for await (const chunk of chunks) {
    const names = (rest + decoder.decode(chunk, { stream: true })).split(end);
    rest = names.pop()!;
    for (const name of names) {
      if (name === '') continue;
      found = true;
      yield name;
    }
  }
  const last = hasZeros ? rest : rest.replace(/\r$/, '');
  if (last !== '') yield last;
  else if (!found) throw new Failure('Standard input names no image: it has empty lines only.');
}

/**
 * Reads the first bytes of a stream, at least `length` of them if there are so many, and keeps them in the stream. A first line is
 * enough: names that somebody types are used as they come.
 */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly rest: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  let isOver = false;
  const isLine = (chunk: Uint8Array): boolean => chunk.includes(0x0a) && !chunk.includes(0);
  while (size < length && !isOver && !first.some(isLine)) {
    const next = await iterator.next();
    if (next.done === true) isOver = true;
    else {
      first.push(next.value);
      size += next.value.length;
    }
  }
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  return { head: Buffer.concat(first).subarray(0, length), rest: rest() };
}

/** Largest image that is read into memory. */
const MAX_BYTES = 1 << 28;

async function readImage(chunks: AsyncIterable<Uint8Array>): Promise<File> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new FerError('IMAGE_UNREADABLE', {
        failed: 'Cannot decode the image on standard input',
        expected: `at most ${MAX_BYTES} bytes`,
        received: 'more',
        source: '-',
      });
    }
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  }
  // A file has a name for messages.
  return new File(parts, 'standard input');
}
