import { defineConfig } from 'vitest/config';
import { nodeAliases } from '../../scripts/sourceAliases.mjs';

/** Tests of the mutated folders, configured as in the vitest project `node`. */
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
