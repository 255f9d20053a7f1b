import { statfs } from 'node:fs/promises';
import type { Abortable } from '../abortable';
import { type ErrorDetails, FerError, type Problem } from '../errors';

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

/** How far an installation has come. */
export interface NativeProgress {
  readonly phase: 'download' | 'unpack' | 'build' | 'check';
  /** What is being worked on: the name of a file. */
  readonly what: string;
  /** In bytes; both 0 where a phase cannot be measured. */
  readonly done: number;
  readonly total: number;
}

/** Hears of progress. */
export type ReportProgress = (progress: NativeProgress) => void;

/** What stands in the way of an installation. */
type NativeObstacle = ErrorDetails['NATIVE_INSTALL_FAILED']['reason'];

/** The error of an installation that cannot go on. */
export function nativeFailure(
  reason: NativeObstacle,
  problem: Problem,
  cause?: unknown,
): FerError<'NATIVE_INSTALL_FAILED'> {
  return new FerError('NATIVE_INSTALL_FAILED', { ...problem, reason }, cause === undefined ? undefined : { cause });
}

/** A file of TensorFlow's library in the place where it is built. */
export interface LibraryFile {
  /** `libtensorflow_cc.so.2` */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What it links to, where it stays where it is. */
  readonly link?: string;
}

/** Where the library is from. */
export type LibrarySource =
  | { readonly kind: 'wheel'; readonly file: string; readonly sha256: string; readonly address?: string }
  | { readonly kind: 'folder'; readonly path: string };

/** TensorFlow's library, ready to be built against. */
export interface NativeLibrary {
  readonly source: LibrarySource;
  /** The folder of its headers. */
  readonly include: string;
  readonly files: readonly LibraryFile[];
}

/** What the two libraries are called: the C API is in the first, whose name depends on who built it. */
export const apiLibraries = ['libtensorflow_cc.so.2', 'libtensorflow.so.2'] as const;
export const frameworkLibrary = 'libtensorflow_framework.so.2';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;

/**
 * Checks that a folder has room, before time is spent on filling it.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw noRoom(folder, megabytes(bytes), megabytes(bavail * bsize));
}

/** What a failed write says: that the disk is full where it is. */
export function explainWrite(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? noRoom(folder, 'room for all of it', code, error) : error;
}

function noRoom(folder: string, expected: string, received: string, cause?: unknown): Error {
  return nativeFailure(
    'space',
    {
      failed: `There is no room in ${folder}`,
      expected,
      received,
      next: 'Free some space, or choose another folder for the download with --cache <folder>.',
    },
    cause,
  );
}

/** Options of {@link installNative}. */
export interface InstallNativeOptions extends Abortable {
  /** Whether for `@tensorflow/tfjs-node-gpu`, with CUDA, or for `@tensorflow/tfjs-node`. */
  readonly gpu: boolean;
  /** A version, a wheel, or a folder of libtensorflow. */
  readonly tensorflow?: string | undefined;
  /** The package index, where it shall be another than pip's. */
  readonly index?: string | undefined;
  /** A folder that keeps the downloaded wheel. Without it, a downloaded wheel is removed once it is unpacked. */
  readonly cache?: string | undefined;
  /** A folder of NVIDIA's wheels, or of a CUDA toolkit. */
  readonly cuda?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: ReportProgress;
}
