import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { nativeFailure } from './nativeFailure';

/**
 * The folder with `node_api.h`: Node's own, where its installation brought it, or that of the package `node-api-headers`,
 * beside the package that wants the addon or in the project of the working folder. The interface is the same in all of
 * them, so that of another Node serves as well.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export function findNodeHeaders(packageFolder: string, execPath = process.execPath): string {
  const own = join(dirname(execPath), '../include/node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  for (const base of [packageFolder, process.cwd()]) {
    const folder = headersBeside(base);
    if (folder !== undefined) return folder;
  }
  throw nativeFailure('headers', {
    failed: 'The headers of Node-API are missing, with which the addon would be built',
    expected: `node_api.h in ${own}, or the package node-api-headers`,
    received: 'neither',
    next: 'Run: npm install --no-save node-api-headers',
  });
}

function headersBeside(base: string): string | undefined {
  try {
    const manifest = createRequire(join(base, 'package.json')).resolve('node-api-headers/package.json');
    const folder = join(dirname(manifest), 'include');
    return existsSync(join(folder, 'node_api.h')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
