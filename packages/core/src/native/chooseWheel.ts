import type { IndexFile } from './listWheels';
import { wheelArchitectures, type NativeTarget } from './NativeTarget';

/** The projects that have TensorFlow's library for a machine, in the order in which they are asked. */
export function projectsFor({ arch }: NativeTarget, gpu: boolean): readonly string[] {
  if (gpu) return ['tensorflow'];
  // For arm64 the plain name was an empty shell until 2.16, and its library was published by Amazon.
  return arch === 'x64' ? ['tensorflow-cpu'] : ['tensorflow-cpu-aws', 'tensorflow'];
}

/** The wheel of a version that this machine can use. All of a version have the same library; which Python it is for is the same to us. */
export function chooseWheel(
  files: readonly IndexFile[],
  version: string,
  { arch, glibc }: NativeTarget,
): IndexFile | undefined {
  const fits = ({ name }: IndexFile): boolean => {
    const [, found, platforms = ''] = /^[^-]+-([^-]+)-[^-]+-[^-]+-(.+)\.whl$/.exec(name) ?? [];
    return found === version && platforms.split('.').some((tag) => fitsPlatform(tag, wheelArchitectures[arch], glibc));
  };
  return files
    .filter(fits)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .at(-1);
}

function fitsPlatform(tag: string, arch: string, [major, minor]: NativeTarget['glibc']): boolean {
  const [, tagMajor, tagMinor, tagArch] = /^manylinux_(\d+)_(\d+)_(\w+)$/.exec(tag) ?? [];
  if (tagMajor === undefined) return tag === `manylinux2014_${arch}` && major * 100 + minor >= 217;
  return tagArch === arch && major * 100 + minor >= Number(tagMajor) * 100 + Number(tagMinor);
}
