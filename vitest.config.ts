import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

const nodeAliases = {
  '@ferkit/core': source('core/src/index.ts'),
  '#platform': source('core/src/platform/platform.node.ts'),
  '#backends': source('core/src/backends/providers.node.ts'),
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: nodeAliases },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
