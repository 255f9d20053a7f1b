import type { StorybookConfig } from '@storybook/react-vite';
import { fileURLToPath } from 'node:url';

const source = (path: string): string => fileURLToPath(new URL(`../../packages/${path}`, import.meta.url));

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../docs/*.mdx', '../**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  features: { sidebarOnboardingChecklist: false },
  typescript: {
    // Tests show no tables of props.
    reactDocgen: process.env.VITEST === undefined && 'react-docgen-typescript',
    reactDocgenTypescriptOptions: {
      tsconfigPath: fileURLToPath(new URL('tsconfig.docgen.json', import.meta.url)),
      // Patterns are relative to Vite's root otherwise.
      include: [source('react/src/**/*.tsx')],
      shouldExtractLiteralValuesFromEnum: true,
      shouldRemoveUndefinedFromOptional: true,
      savePropValueAsString: true,
      propFilter: ({ parent }) => !parent?.fileName.includes('node_modules'),
    },
  },
  viteFinal: (vite) => ({
    ...vite,
    // Listed, because dependencies found during a story reload its page.
    optimizeDeps: {
      ...vite.optimizeDeps,
      include: [
        ...(vite.optimizeDeps?.include ?? []),
        '@noble/hashes/sha2',
        '@noble/hashes/utils',
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
    worker: { format: 'es' },
    resolve: {
      ...vite.resolve,
      // Subpaths first: an alias also matches longer names.
      alias: {
        '#core': source('core/src'),
        '#react': source('react/src'),
        '@ferkit/core/datasets': source('core/src/entries/datasets.ts'),
        '@ferkit/core/metrics': source('core/src/entries/metrics.ts'),
        '@ferkit/core/tf': source('core/src/entries/tf.ts'),
        '@ferkit/core/worker': source('core/src/entries/worker.ts'),
        '@ferkit/core': source('core/src/index.ts'),
        '@ferkit/react/export': source('react/src/entries/export.ts'),
        '@ferkit/react/styles.css': source('react/src/styles.css'),
        '@ferkit/react': source('react/src/index.ts'),
        '#platform': source('core/src/platform/platform.browser.ts'),
        '#backends': source('core/src/backends/providers.browser.ts'),
      },
    },
  }),
};

export default config;
