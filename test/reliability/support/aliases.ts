import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

const source = (path: string): string => join(root, 'packages', path);

const entries = ['datasets', 'exchange', 'metrics', 'worker'].map((name) => [
  `@ferkit/core/${name}`,
  source(`core/src/entries/${name}.ts`),
]);

/** Where a bundler finds the packages: in their sources, so that no test needs a build. */
export const aliasesFor = (platform: 'browser' | 'node'): Record<string, string> => ({
  ...(Object.fromEntries(entries) as Record<string, string>),
  '@ferkit/core/pretrained': source('core/src/pretrained/loadBundledModel.ts'),
  '@ferkit/core': source('core/src/index.ts'),
  '@ferkit/react': source('react/src/index.ts'),
  '#platform': source(`core/src/platform/platform.${platform}.ts`),
  '#backends': source(`core/src/backends/providers.${platform}.ts`),
});
