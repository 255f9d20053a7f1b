import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';

const folder = new URL('../../../../packages/core/src/kernels/wasm/', import.meta.url);

it.each(['simdBinary', 'relaxedSimdBinary'])(
  '%s belongs to its sources (else: node scripts/buildWasmKernels.mjs)',
  async (binary) => {
    const names = (await readdir(new URL('assembly/', folder))).filter((name) => name.endsWith('.as')).sort();
    expect(names.length).toBeGreaterThan(5);
    const hash = createHash('sha256');
    for (const name of names) hash.update(await readFile(new URL(`assembly/${name}`, folder), 'utf8'));
    expect(await readFile(new URL(`${binary}.ts`, folder), 'utf8')).toContain(hash.digest('hex'));
  },
);
