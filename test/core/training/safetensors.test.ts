import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../packages/core/src/training/safetensors';

const stored = {
  metadata: { step: '7', name: 'a run' },
  tensors: {
    kernel: { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 4, 5, 6) },
    scale: { shape: [], values: Float32Array.of(0.25) },
    nothing: { shape: [0], values: new Float32Array() },
  },
};
const bytes = encodeSafetensors(stored);

/** A file with a header of one's own over the same values. */
function withHeader(header: string, values = bytes.byteLength - start(bytes)): Uint8Array {
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

  test.each<readonly [string, Uint8Array]>([
    ['no length', bytes.subarray(0, 7)],
    ['nothing but a length', bytes.subarray(0, 8)],
    ['a header cut off', bytes.subarray(0, start(bytes) - 1)],
    ['values cut off', bytes.subarray(0, -1)],
    ['more than it tells of', Uint8Array.from([...bytes, 0])],
    ['a header that is no JSON', withHeader('{"a":')],
    ['another type', withHeader(entry({ dtype: 'F16' }))],
    ['too few bytes for its shape', withHeader(entry({ data_offsets: [0, 24] }))],
    ['another shape', withHeader(entry({ shape: [2, 3] }))],
    ['a place before the values', withHeader(entry({ data_offsets: [-4, 24] }))],
    ['a place behind the end', withHeader(entry({ data_offsets: [4, 32] }))],
  ])('%s', (_, damaged) => {
    expect(() => decodeSafetensors(damaged, 'run/checkpoint')).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_CORRUPT',
        message: expect.stringContaining('run/checkpoint') as string,
        details: expect.objectContaining({ source: 'run/checkpoint' }) as object,
      }),
    );
  });

  test('and a file that these were made from is not', () => {
    expect(decodeSafetensors(withHeader(entry({})), 'file').tensors.a!.values).toHaveLength(7);
  });
});
