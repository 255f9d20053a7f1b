import { fileURLToPath } from 'node:url';

/** The path of a source file below `packages/`. */
export const sourceOf = (path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

// The subpaths first: an alias also takes what begins with it.
const publicAliases = {
  // Any source file, for tests of what no entry makes public.
  '#core': sourceOf('core/src'),
  '#react': sourceOf('react/src'),
  '@ferkit/core/datasets': sourceOf('core/src/entries/datasets.ts'),
  '@ferkit/core/exchange': sourceOf('core/src/entries/exchange.ts'),
  '@ferkit/core/metrics': sourceOf('core/src/entries/metrics.ts'),
  '@ferkit/core/pretrained': sourceOf('core/src/pretrained/loadBundledModel.ts'),
  '@ferkit/core/worker': sourceOf('core/src/entries/worker.ts'),
  '@ferkit/core': sourceOf('core/src/index.ts'),
};

/** Lets tests import the sources of the components. */
export const reactAliases = {
  '@ferkit/react/export': sourceOf('react/src/entries/export.ts'),
  '@ferkit/react': sourceOf('react/src/index.ts'),
};

/** Lets tests import the sources of core as users import the package, with its half for Node. */
export const nodeAliases = {
  ...publicAliases,
  '#platform': sourceOf('core/src/platform/platform.node.ts'),
  '#backends': sourceOf('core/src/backends/providers.node.ts'),
};

/** The same with its half for browsers. */
export const browserAliases = {
  ...publicAliases,
  '#platform': sourceOf('core/src/platform/platform.browser.ts'),
  '#backends': sourceOf('core/src/backends/providers.browser.ts'),
};
