import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { wasmCodec } from '#core/platform/node/wasmCodec';
import { platform } from '#core/platform/platform.node';

function fixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url)));
}

/** The error of a decoder whose parts load as given, at the second call. */
async function errorOf(
  load: () => Promise<{ readonly default: unknown }>,
  embedded: () => Promise<{ readonly binary: string }>,
): Promise<unknown> {
  const decode = wasmCodec({ part: 'JPEG decoder', load, embedded, decode: () => null });
  await expect(decode(new Uint8Array(1))).rejects.toThrow();
  return decode(new Uint8Array(1)).catch((error: unknown) => error);
}

const absent = (): Promise<never> => Promise.reject(new Error('not reached'));

it('says which package is missing, at every call', async () => {
  const cause = Object.assign(new Error("Cannot find package '@jsquash/none' imported from /app/index.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  await expect(errorOf(() => Promise.reject(cause), absent)).resolves.toMatchObject({
    code: 'PEER_MISSING',
    details: { package: '@jsquash/none', install: 'npm install @jsquash/none' },
    cause,
  });
});

it('names a failure to load a decoder that is there by its own reason', async () => {
  const cause = Object.assign(new Error("EMFILE: too many open files, open '/app/jpeg.js'"), {
    code: 'EMFILE',
    syscall: 'open',
  });
  await expect(errorOf(() => Promise.reject(cause), absent)).resolves.toMatchObject({
    code: 'SOURCE_UNREADABLE',
    message: expect.stringMatching(/^Cannot load the JPEG decoder.*EMFILE: too many open files/) as string,
    cause,
  });
});

it('names the ban where WebAssembly may not be compiled, and does not call the image unreadable', async () => {
  const { compile } = WebAssembly;
  const cause = new WebAssembly.CompileError('WebAssembly.compile(): Wasm code generation disallowed by embedder');
  WebAssembly.compile = () => Promise.reject(cause);
  try {
    const error = await errorOf(
      () => Promise.resolve({ default: () => undefined }),
      () => Promise.resolve({ binary: gzipSync('').toString('base64') }),
    );
    expect(error).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: expect.stringMatching(/JPEG decoder.*runtime = 'nodejs'.*disallowed by embedder/) as string,
    });
  } finally {
    WebAssembly.compile = compile;
  }
});

it('decodes whole files beside broken ones, many at once', async () => {
  const whole = fixture('colour-420.jpg');
  const wanted = (await platform.decodeImage(whole)).pixels;
  // Damaged tables, at which libjpeg stops in the middle of its work.
  const broken = whole.slice();
  const huffman = whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xc4);
  broken.fill(0xee, huffman + 5, huffman + 21);
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => platform.decodeImage(index % 3 === 0 ? broken : whole)),
  );
  results.forEach((result, index) => {
    expect(result.status).toBe(index % 3 === 0 ? 'rejected' : 'fulfilled');
    if (result.status === 'fulfilled') expect(Buffer.from(result.value.pixels).equals(Buffer.from(wanted))).toBe(true);
  });
});
