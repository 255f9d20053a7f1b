import { fileURLToPath } from 'node:url';

/** The path of a source file below `packages/`. */
export const sourceOf = (path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

// Subpaths first: an alias also matches longer specifiers.
const publicAliases = {
  // Any source file, for tests of internals.
  '#core': sourceOf('core/src'),
  '#react': sourceOf('react/src'),
  '@ferkit/core/datasets': sourceOf('core/src/entries/datasets.ts'),
  '@ferkit/core/exchange': sourceOf('core/src/entries/exchange.ts'),
  '@ferkit/core/metrics': sourceOf('core/src/entries/metrics.ts'),
  '@ferkit/core/tf': sourceOf('core/src/entries/tf.ts'),
  '@ferkit/core/worker': sourceOf('core/src/entries/worker.ts'),
  '@ferkit/core': sourceOf('core/src/index.ts'),
};

/** Aliases for the sources of the components. */
export const reactAliases = {
  '@ferkit/react/locales': sourceOf('react/src/messages/locales'),
  '@ferkit/react/styles.css': sourceOf('react/src/styles.css'),
  '@ferkit/react/styles': sourceOf('react/src/styles'),
  '@ferkit/react/export': sourceOf('react/src/entries/export.ts'),
  '@ferkit/react': sourceOf('react/src/index.ts'),
};

/** Aliases for the sources of core under the names of the package, with its Node half. */
export const nodeAliases = {
  ...publicAliases,
  '#platform': sourceOf('core/src/platform/platform.node.ts'),
  '#backends': sourceOf('core/src/backends/providers.node.ts'),
};

/** The same with its browser half. */
export const browserAliases = {
  ...publicAliases,
  '#platform': sourceOf('core/src/platform/platform.browser.ts'),
  '#backends': sourceOf('core/src/backends/providers.browser.ts'),
};
