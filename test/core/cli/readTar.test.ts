import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTar } from '#core/cli/inputs/readTar';

const LONG = `${'d'.repeat(70)}/${'e'.repeat(70)}/${'f'.repeat(70)}.png`;
/** Contents of the archive by name. Some fill whole blocks. */
const files: Readonly<Record<string, string>> = {
  'a.png': 'a',
  'empty.png': '',
  'exact.png': 'x'.repeat(512),
  'é 日本.png': 'name of more bytes than characters',
  [LONG]: 'a name longer than a header holds',
  'z.txt': 'z'.repeat(2000),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-tar-'));
  await mkdir(join(folder, LONG, '..'), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await symlink('a.png', join(folder, 'link.png'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An archive by the program that everybody makes them with. */
async function tar(format: string): Promise<Buffer> {
  const archive = join(folder, `${format}.tar`);
  await promisify(execFile)('tar', [`--format=${format}`, '-cf', archive, ...Object.keys(files), 'link.png'], {
    cwd: folder,
  });
  return readFile(archive);
}

/** The bytes in pieces of a length that fits no block. */
async function* inPieces(bytes: Uint8Array, length = 777): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function readAll(bytes: Uint8Array, length?: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const member of readTar(inPieces(bytes, length))) {
    found[member.name] = new TextDecoder().decode(await member.read());
  }
  return found;
}

describe.each(['gnu', 'pax', 'ustar'])('an archive of the format %s', (format) => {
  test('is read, links left out', async () => {
    expect(await readAll(await tar(format))).toEqual(files);
  });

  test('is read when its contents are passed by', async () => {
    const names: string[] = [];
    for await (const { name } of readTar(inPieces(await tar(format)))) names.push(name);
    expect(names).toEqual(Object.keys(files));
  });

  test('is an error wherever it is cut off', async () => {
    const bytes = await tar(format);
    // Two blocks of zeros end it, and tar fills up what follows them.
    const end = bytes.findLastIndex((byte) => byte !== 0);
    for (let length = 0; length < end; length += 301) {
      await expect(readAll(bytes.subarray(0, length), 4096)).rejects.toThrow('is cut off');
    }
  });
});

test('a header with one other bit is refused', async () => {
  const bytes = await tar('ustar');
  bytes[3]! ^= 1;
  await expect(readAll(bytes)).rejects.toThrow('wrong checksum');
});

test('a member of more than 8 GB has its size in the extension that its format has', async () => {
  // Nothing is written: tar makes the header of a file with a hole.
  const big = join(folder, 'big.bin');
  await promisify(execFile)('truncate', ['-s', '9G', big]);
  for (const format of ['gnu', 'pax']) {
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', `tar --format=${format} -C "${folder}" -cf - big.bin 2>/dev/null | head -c 4096`],
      { encoding: 'buffer' },
    );
    for await (const { name, size } of readTar(inPieces(stdout))) {
      expect({ name, size }).toEqual({ name: 'big.bin', size: 9 * 2 ** 30 });
      break;
    }
  }
  await rm(big);
});
