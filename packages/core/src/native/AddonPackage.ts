import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPeer } from '../backends/loadPeer.node';
import type { TensorFlowPackage } from '../backends/loadTensorFlow.node';
import { FerError, isFerError } from '../errors';

/** An installed npm package that loads an addon. */
export interface AddonPackage {
  readonly name: TensorFlowPackage;
  readonly version: string;
  /** Its folder. */
  readonly folder: string;
  /** Version of Node-API whose addon it loads in this Node. */
  readonly napi: number;
}

/** The package for CPUs, or the one for GPUs. */
export const packageName = (gpu: boolean): TensorFlowPackage =>
  gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';

/** The path of the addon within the package. */
export const addonPath = ({ napi }: Pick<AddonPackage, 'napi'>): string => `lib/napi-v${napi}/tfjs_binding.node`;

/**
 * Finds the npm package: beside ferkit, or else in the project of the working folder.
 *
 * @throws PEER_MISSING
 */
export function findAddonPackage(gpu: boolean): AddonPackage {
  const name = packageName(gpu);
  try {
    return openAddonPackage(name, folderOf(name, findPeer(name)));
  } catch (error) {
    if (!isFerError(error, 'PEER_MISSING')) throw error;
    // Without its install script, which downloads an addon and fails the whole installation if it cannot.
    const install = `npm install --ignore-scripts ${name}`;
    throw new FerError('PEER_MISSING', {
      failed: `The package ${name}, which loads the addon, is not installed`,
      next: `Run: ${install}`,
      package: name,
      install,
    });
  }
}

/** Reads the package in a folder. */
function openAddonPackage(name: TensorFlowPackage, folder: string): AddonPackage {
  const { version, binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly binary?: { readonly napi_versions?: readonly number[] };
  };
  // node-pre-gyp makes the same choice when the package loads.
  const levels = (binary?.napi_versions ?? [8]).filter((level) => level <= Number(process.versions.napi));
  return { name, version, folder, napi: Math.max(...levels) };
}

function folderOf(name: string, entry: string): string {
  let folder = dirname(entry);
  while (!isPackage(folder, name)) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${entry} lies in no package ${name}`);
    folder = parent;
  }
  return folder;
}

function isPackage(folder: string, name: string): boolean {
  const file = join(folder, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: string }).name === name;
}
