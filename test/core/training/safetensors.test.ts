import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '#core/training/safetensors';

const stored = {
  metadata: { step: '7', name: 'a run' },
  tensors: {
    kernel: { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 4, 5, 6) },
    scale: { shape: [], values: Float32Array.of(0.25) },
    nothing: { shape: [0], values: new Float32Array() },
  },
};
const encode = (): Uint8Array => encodeSafetensors(stored);

/** A file with a header of one's own, and as many bytes of values as `encode` gives. */
function withHeader(header: string, values = 28): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.byteLength + values);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.byteLength), true);
  file.set(text, 8);
  return file;
}

const headerLength = (file: Uint8Array): number => Number(new DataView(file.buffer).getBigUint64(0, true));
const start = (file: Uint8Array): number => 8 + headerLength(file);
const headerOf = (file: Uint8Array): string => new TextDecoder().decode(file.subarray(8, start(file)));

describe('a safetensors file', () => {
  test('gives back what was put into it, wherever it lies in memory', () => {
    const bytes = encode();
    expect(decodeSafetensors(bytes, 'file')).toEqual(stored);
    const shifted = new Uint8Array(bytes.byteLength + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3), 'file')).toEqual(stored);
  });

  test('takes values that are a part of something larger', () => {
    const values = Float32Array.of(9, 9, 1, 2, 9).subarray(2, 4);
    const { tensors } = decodeSafetensors(
      encodeSafetensors({ metadata: {}, tensors: { part: { shape: [2], values } } }),
      'file',
    );
    expect([...tensors.part!.values]).toEqual([1, 2]);
  });

  test('is laid out as the format has it, with values that begin on a multiple of 8', () => {
    const bytes = encode();
    expect(JSON.parse(headerOf(bytes))).toEqual({
      __metadata__: { step: '7', name: 'a run' },
      kernel: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      scale: { dtype: 'F32', shape: [], data_offsets: [24, 28] },
      nothing: { dtype: 'F32', shape: [0], data_offsets: [28, 28] },
    });
    expect(bytes.byteLength).toBe(start(bytes) + 28);
    // Headers of each length, one character after another.
    for (let length = 0; length < 9; length++) {
      const file = encodeSafetensors({ metadata: { text: 'x'.repeat(length) }, tensors: {} });
      expect(headerLength(file) % 8).toBe(0);
      // No more spaces than it takes.
      expect(headerOf(file).length - headerOf(file).trimEnd().length).toBeLessThan(8);
    }
  });

  test('need not say anything about itself', () => {
    expect(decodeSafetensors(withHeader('{}', 0), 'file')).toEqual({ metadata: {}, tensors: {} });
  });
});

describe('a damaged file is refused by name', () => {
  const entry = (changes: object): string =>
    JSON.stringify({ a: { dtype: 'F32', shape: [7], data_offsets: [0, 28], ...changes } });

  test.each<readonly [string, expected: string, () => Uint8Array]>([
    ['no length', 'a safetensors file', () => encode().slice(0, 7)],
    ['nothing but a length', 'a header of', () => encode().slice(0, 8)],
    ['a header cut off', 'a header of', () => encode().subarray(0, start(encode()) - 1)],
    ['values cut off', '4 bytes for "scale"', () => encode().subarray(0, -1)],
    ['more than it tells of', 'bytes', () => Uint8Array.from([...encode(), 0])],
    ['a header that is no JSON', 'a JSON header', () => withHeader('{"a":')],
    ['another type', 'type, shape and offsets of "a"', () => withHeader(entry({ dtype: 'F16' }))],
    ['too few bytes for its shape', '28 bytes for "a"', () => withHeader(entry({ data_offsets: [0, 24] }))],
    ['another shape', '24 bytes for "a"', () => withHeader(entry({ shape: [2, 3] }))],
    [
      'a place before the values',
      'type, shape and offsets of "a"',
      () => withHeader(entry({ data_offsets: [-4, 24] })),
    ],
    ['a place behind the end', '28 bytes for "a"', () => withHeader(entry({ data_offsets: [4, 32] }))],
  ])('%s', (_, expected, damage) => {
    expect(() => decodeSafetensors(damage(), 'run/checkpoint')).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_CORRUPT',
        message: expect.stringContaining('run/checkpoint') as string,
        details: expect.objectContaining({
          source: 'run/checkpoint',
          expected: expect.stringContaining(expected) as string,
        }) as object,
      }),
    );
  });

  test('with the reason why its header cannot be read', () => {
    expect(() => decodeSafetensors(withHeader('{"a":'), 'file')).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }),
    );
  });

  test('and a file that these were made from is not', () => {
    expect(decodeSafetensors(withHeader(entry({})), 'file').tensors.a!.values).toHaveLength(7);
  });
});

test.each(['null', '[]', '7', '"text"', '{"__metadata__":null}', '{"__metadata__":[]}', '{"__metadata__":{"step":7}}'])(
  'a header of JSON that is %s has no metadata of strings',
  (header) => {
    expect(() => decodeSafetensors(withHeader(header, 0), 'file')).toThrow('a header with metadata of strings');
  },
);

test.each(['null', '[]', '7'])('a tensor that is described as %s is refused', (entry) => {
  expect(() => decodeSafetensors(withHeader(`{"a":${entry}}`, 0), 'file')).toThrow('type, shape and offsets of "a"');
});

test('a tensor has two offsets, and begins where the one before it ends', () => {
  const describe = (offsets: string): string => `{"a":{"dtype":"F32","shape":[1],"data_offsets":${offsets}}}`;
  expect(() => decodeSafetensors(withHeader(describe('[0,4,4]'), 4), 'file')).toThrow('type, shape and offsets of "a"');
  expect(() => decodeSafetensors(withHeader(describe('[4,8]'), 8), 'file')).toThrow('4 bytes for "a" at 0');
});
