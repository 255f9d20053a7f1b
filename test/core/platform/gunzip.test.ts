import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { collectBytes } from '#core/platform/byteChunks';
import { platform } from '#core/platform/platform.node';
import { stream } from './collect';

const content = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251));

async function unpack(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await collectBytes({ name: 'test', chunks: platform.gunzip(chunks) }));
}

/** Cuts bytes into pieces, so that members and headers lie across them. */
function pieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  const count = Math.ceil(bytes.length / length);
  return stream(Array.from({ length: count }, (_, index) => bytes.subarray(index * length, (index + 1) * length)))
    .source;
}

it('unpacks gzip in chunks of any size', async () => {
  for (const length of [1, 7, 100_000, 1e9]) {
    expect((await unpack(pieces(gzipSync(content), length))).equals(content)).toBe(true);
  }
});

it('unpacks all members of a file that was put together from several', async () => {
  const members = Buffer.concat([gzipSync(content.subarray(0, 1000)), gzipSync(content.subarray(1000))]);
  expect((await unpack(pieces(members, 333))).equals(content)).toBe(true);
});

it('rejects a file that is cut off, wherever', async () => {
  const packed = gzipSync(content.subarray(0, 5000));
  for (let length = 1; length < packed.length; length++) {
    await expect(unpack(pieces(packed.subarray(0, length), 64)), `${length} bytes`).rejects.toThrow();
  }
});

it('rejects damaged data by its checksum', async () => {
  const packed = gzipSync(content.subarray(0, 5000), { level: 0 });
  packed[1000]! ^= 1;
  await expect(unpack(pieces(packed, 64))).rejects.toThrow();
});

it('rejects with the error of its source as it is', async () => {
  const error = new Error('the wire came off');
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield gzipSync(content).subarray(0, 100);
    await Promise.resolve();
    throw error;
  }
  await expect(unpack(broken())).rejects.toBe(error);
});

it('closes its source when it is left early', async () => {
  // Random bytes do not shrink, so that the source cannot be read whole in one go.
  const random = Buffer.from(
    Uint32Array.from({ length: 2_000_000 }, (_, index) => Math.imul(index, 2654435761)).buffer,
  );
  const packed = gzipSync(random);
  const { source, closed } = stream(
    Array.from({ length: 100 }, (_, index) =>
      packed.subarray((index * packed.length) / 100, ((index + 1) * packed.length) / 100),
    ),
  );
  for await (const chunk of platform.gunzip(source)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed()).toBe(true);
});
