import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { writeSimdKernelCalls } from '../../../../scripts/simdKernelCalls.mjs';

const folder = new URL('../../../../packages/core/src/kernels/wasm/', import.meta.url);

async function readSources(): Promise<Map<string, string>> {
  const names = (await readdir(new URL('assembly/', folder))).filter((name) => name.endsWith('.as')).sort();
  expect(names.length).toBeGreaterThan(5);
  const texts = await Promise.all(names.map((name) => readFile(new URL(`assembly/${name}`, folder), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index]!]));
}

const readGenerated = (name: string): Promise<string> => readFile(new URL(`${name}.generated.ts`, folder), 'utf8');

it.each(['simdBinary', 'relaxedSimdBinary'])(
  '%s belongs to its sources (else: node scripts/buildWasmKernels.mjs)',
  async (binary) => {
    const hash = createHash('sha256');
    for (const text of (await readSources()).values()) hash.update(text);
    expect(await readGenerated(binary)).toContain(hash.digest('hex'));
  },
);

it('SimdKernels has the arguments of its sources (else: node scripts/buildWasmKernels.mjs)', async () => {
  expect(await readGenerated('SimdKernels')).toBe(writeSimdKernelCalls(await readSources()));
});
