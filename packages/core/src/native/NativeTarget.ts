import { statfs } from 'node:fs/promises';
import type { Abortable } from '../abortable';
import { type ErrorDetails, FerError, type Problem } from '../errors';

/** The machine that the addon is built for. */
export interface NativeTarget {
  readonly arch: 'x64' | 'arm64';
  /** Version of the C library: a wheel runs with the version that it was built for, and with later ones. */
  readonly glibc: readonly [major: number, minor: number];
}

/** The names of architectures in wheels, by Node's names. */
export const wheelArchitectures = { x64: 'x86_64', arm64: 'aarch64' } as const;

/**
 * The machine that this process runs on.
 *
 * @throws NATIVE_INSTALL_FAILED if TensorFlow publishes no library for it
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

/** Progress of an installation. */
export interface NativeProgress {
  readonly phase: 'download' | 'unpack' | 'build' | 'check';
  /** Name of the current file. */
  readonly file: string;
  /** In bytes; both 0 if the phase cannot be measured. */
  readonly done: number;
  readonly total: number;
}

/** Receives progress. */
export type ReportProgress = (progress: NativeProgress) => void;

/** The reason why an installation fails. */
type NativeFailureReason = ErrorDetails['NATIVE_INSTALL_FAILED']['reason'];

/** Composes the error of a failed installation. */
export function nativeFailure(
  reason: NativeFailureReason,
  problem: Problem,
  cause?: unknown,
): FerError<'NATIVE_INSTALL_FAILED'> {
  return new FerError('NATIVE_INSTALL_FAILED', { ...problem, reason }, cause === undefined ? undefined : { cause });
}

/** A file of the TensorFlow library, in the staging folder. */
export interface LibraryFile {
  /** `libtensorflow_cc.so.2` */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** For a symbolic link: its target, where the file itself stays. */
  readonly link?: string;
}

/** The origin of the library. */
export type LibrarySource =
  | { readonly kind: 'wheel'; readonly file: string; readonly sha256: string; readonly address?: string }
  | { readonly kind: 'folder'; readonly path: string };

/** A TensorFlow library with its headers. */
export interface NativeLibrary {
  readonly source: LibrarySource;
  /** The folder of its headers. */
  readonly include: string;
  readonly files: readonly LibraryFile[];
}

/** Names of the two libraries. The C API is in the first; wheels and libtensorflow name it differently. */
export const apiLibraries = ['libtensorflow_cc.so.2', 'libtensorflow.so.2'] as const;
export const frameworkLibrary = 'libtensorflow_framework.so.2';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;

/**
 * Checks that the disk of a folder has space for so many bytes.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function checkDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw diskFull(folder, megabytes(bytes), megabytes(bavail * bsize));
}

/** The error of a failed write: a typed one if the disk is full. */
export function explainWrite(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(folder, 'space for the whole file', code, error) : error;
}

function diskFull(folder: string, expected: string, received: string, cause?: unknown): Error {
  return nativeFailure(
    'space',
    {
      failed: `There is too little disk space in ${folder}`,
      expected,
      received,
      next: 'Free some space, or choose another folder for the download with --cache <folder>.',
    },
    cause,
  );
}

/** Options of {@link installNative}. */
export interface InstallNativeOptions extends Abortable {
  /** True for `@tensorflow/tfjs-node-gpu`, with CUDA; false for `@tensorflow/tfjs-node`. */
  readonly gpu: boolean;
  /** A version, the path of a wheel, or a folder of libtensorflow. @default defaultTensorFlow */
  readonly tensorflow?: string | undefined;
  /** Package index. @default pip's, or PyPI */
  readonly index?: string | undefined;
  /** Folder that keeps the downloaded wheel. @default the wheel is removed after the installation */
  readonly cache?: string | undefined;
  /** Folder of NVIDIA's wheels, or of a CUDA toolkit. @default it is searched for */
  readonly cuda?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: ReportProgress;
}
