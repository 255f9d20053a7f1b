import { basename, join } from 'node:path';
import { chooseWheel, projectsFor } from './chooseWheel';
import { downloadFile } from './downloadFile';
import { listWheels, type IndexFile } from './listWheels';
import { nativeFailure } from './nativeFailure';
import type { ReportProgress } from './NativeProgress';
import { wheelArchitectures, type NativeTarget } from './NativeTarget';
import { withoutSecrets } from './openAddress';

/** A wheel on the disk whose checksum is known. */
export interface Wheel {
  readonly path: string;
  readonly sha256: string;
  /** Where it is from; undefined where somebody brought it. */
  readonly address?: string;
}

/**
 * Fetches the wheel of a version of TensorFlow for a machine.
 *
 * @param folder - where it is put; one that lies there and is right is not fetched again
 * @throws NATIVE_INSTALL_FAILED
 */
export async function obtainWheel(
  version: string,
  { index, folder, gpu }: { readonly index: string; readonly folder: string; readonly gpu: boolean },
  target: NativeTarget,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<Wheel> {
  const file = await findWheel(version, index, gpu, target, signal);
  const path = join(folder, basename(file.name));
  await downloadFile(file, path, report, signal);
  return { path, sha256: file.sha256!, address: withoutSecrets(file.address) };
}

async function findWheel(
  version: string,
  index: string,
  gpu: boolean,
  target: NativeTarget,
  signal?: AbortSignal,
): Promise<IndexFile> {
  const projects = projectsFor(target, gpu);
  const offered = new Set<string>();
  for (const project of projects) {
    const files = await listWheels(index, project, signal);
    const wheel = chooseWheel(files, version, target);
    if (wheel !== undefined) return wheel;
    for (const found of versionsFor(files, target)) offered.add(found);
  }
  throw nativeFailure('wheel', {
    failed: `There is no wheel of ${projects.join(' or ')} ${version} for this machine at ${withoutSecrets(index)}`,
    expected: `one for Linux ${wheelArchitectures[target.arch]} with glibc ${target.glibc.join('.')} or earlier`,
    received: offered.size === 0 ? 'none of any version' : `those of ${[...offered].slice(-8).join(', ')}`,
    next: 'Choose another with --tensorflow <version>.',
  });
}

function versionsFor(files: readonly IndexFile[], target: NativeTarget): readonly string[] {
  const versions = new Set(files.map(({ name }) => name.split('-')[1] ?? ''));
  return [...versions]
    .filter((version) => chooseWheel(files, version, target) !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
