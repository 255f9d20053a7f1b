import { defineConfig } from 'vitest/config';
import { nodeAliases } from '../../scripts/sourceAliases.mjs';

/** The tests that mutants have to get past: those of the rooms that are mutated, as the project `node` runs them. */
export default defineConfig({
  resolve: { alias: nodeAliases },
  test: {
    environment: 'node',
    include: [
      'test/core/{batches,datasets,metrics}/**/*.test.ts',
      'test/core/training/{learningRateAt,optimizers,resolveLabelWeights,resolveRecipe,safetensors}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
