import { pathToFileURL } from 'node:url';
import { FerError } from '../errors';
import { findPackage } from '../platform/node/findPackage';
import { packageBroken } from '../platform/node/importPackage';

/** An optional package that was found and loaded. */
interface LoadedPeer {
  /** Its exports; those of a CommonJS package as `require` gives them. */
  readonly exports: object;
  /** The file that was loaded. */
  readonly entry: string;
}

/**
 * Finds an optional package: beside ferkit, or else in the project of the working folder, so that a globally installed
 * command finds the packages of the project.
 *
 * @throws PEER_MISSING; SOURCE_UNREADABLE if it is installed and its main file is missing
 */
export function findPeer(name: string): string {
  let entry: string | undefined;
  try {
    entry = findPackage(name);
  } catch (error) {
    throw packageBroken(name, error, installCommand(name));
  }
  if (entry !== undefined) return entry;
  const install = installCommand(name);
  throw new FerError('PEER_MISSING', {
    failed: `The optional package ${name} is not installed`,
    next: `Run: ${install}`,
    package: name,
    install,
  });
}

/**
 * Loads an optional package.
 *
 * @throws PEER_MISSING if it is not installed; a broken package throws its own error
 */
export async function loadPeer(name: string): Promise<LoadedPeer> {
  const entry = findPeer(name);
  // Computed, so that bundlers do not look for a package that may be absent.
  const url = pathToFileURL(entry).href;
  const loaded = (await import(/* webpackIgnore: true */ /* @vite-ignore */ url)) as { default?: object };
  return { exports: loaded.default ?? loaded, entry };
}

const TENSORFLOW = /^@tensorflow\/tfjs-node(-gpu)?$/;

/** The command that builds the addon of tfjs-node or tfjs-node-gpu; undefined where ferkit cannot build it. */
export function nativeCommand(packageName: string): string | undefined {
  const gpu = packageName.endsWith('-gpu');
  const { platform, arch } = process;
  const isBuilt = platform === 'linux' && (arch === 'x64' || (arch === 'arm64' && !gpu));
  return TENSORFLOW.test(packageName) && isBuilt ? `npx ferkit native install${gpu ? ' --gpu' : ''}` : undefined;
}

/** The command that installs an optional package, ready to be used. */
export function installCommand(packageName: string): string {
  const command = nativeCommand(packageName);
  // Without its own install script: that downloads an old addon from a host that is often unreachable, and then npm install fails.
  return command === undefined
    ? `npm install ${packageName}`
    : `npm install --ignore-scripts ${packageName} && ${command}`;
}
