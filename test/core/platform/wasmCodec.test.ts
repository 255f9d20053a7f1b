import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { wasmCodec } from '#core/platform/node/wasmCodec';
import { platform } from '#core/platform/platform.node';

function fixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url)));
}

it('says which package is missing, at every call, where a bundler lost the codec', async () => {
  const decode = wasmCodec({
    package: '@jsquash/none',
    wasm: 'codec.wasm',
    load: () => Promise.reject(new Error('not reached')),
    decode: () => null,
  });
  for (let call = 0; call < 2; call++) {
    await expect(decode(new Uint8Array(1))).rejects.toMatchObject({
      code: 'PEER_MISSING',
      details: { package: '@jsquash/none', received: 'MODULE_NOT_FOUND', install: 'npm install @jsquash/none' },
    });
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
