import { nativeFailure } from './nativeFailure';

/** What the addon is built for. */
export interface NativeTarget {
  readonly arch: 'x64' | 'arm64';
  /** The version of the C library: wheels are made for one version and later. */
  readonly glibc: readonly [major: number, minor: number];
}

/** The processors by Node's name, and how wheels call them. */
export const wheelArchitectures = { x64: 'x86_64', arm64: 'aarch64' } as const;

/**
 * The machine that this process runs on.
 *
 * @throws NATIVE_INSTALL_FAILED where TensorFlow publishes no library for it
 */
export function thisMachine(): NativeTarget {
  const { platform, arch } = process;
  const glibc = platform === 'linux' ? glibcVersion() : undefined;
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64') && glibc !== undefined) return { arch, glibc };
  throw nativeFailure('platform', {
    failed: 'TensorFlow cannot be installed here',
    expected: 'Linux with glibc on x64 or arm64',
    received: platform === 'linux' && glibc === undefined ? `linux-${arch} without glibc` : `${platform}-${arch}`,
    next: 'Run: npm install @tensorflow/tfjs-node, which brings an addon of its own on macOS and Windows.',
  });
}

function glibcVersion(): readonly [number, number] | undefined {
  const report = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(report.header?.glibcVersionRuntime ?? '') ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}
