import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { reasonOf } from '../platform/reasonOf';
import { isFerError } from '../errors';
import { checkRoom, explainWrite } from './checkRoom';
import { hashFile } from './hashFile';
import type { IndexFile } from './listWheels';
import { nativeFailure } from './nativeFailure';
import { openAddress, withoutSecrets } from './openAddress';
import type { ReportProgress } from './NativeProgress';

/** How often a connection that breaks off in the middle is taken up again. */
const ATTEMPTS = 3;

/**
 * Downloads a file and checks it. Until all of it is there and right, it has another name; what a broken download left is
 * taken up again.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function downloadFile(
  file: IndexFile,
  path: string,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<void> {
  if (file.sha256 === undefined) {
    throw nativeFailure('checksum', {
      failed: `The package index tells no SHA-256 of ${file.name}`,
      next: 'Choose another index with --index <url>, or give a wheel that you trust with --tensorflow <file>.',
    });
  }
  const present = await sizeOf(path);
  if (present !== undefined && (await hashFile(path, signal)) === file.sha256) return;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  await checkRoom(dirname(path), (file.size ?? 0) - ((await sizeOf(part)) ?? 0));
  await fetchRest(file, part, report, signal);
  const received = await hashFile(part, signal);
  if (received !== file.sha256) {
    await rm(part, { force: true });
    throw nativeFailure('checksum', {
      failed: `${file.name} from ${withoutSecrets(file.address)} is not what the package index promised`,
      expected: `SHA-256 ${file.sha256}`,
      received,
      next: 'Nothing was installed. Try again; if it happens again, choose another index with --index <url>.',
    });
  }
  await rename(part, path);
}

async function fetchRest(file: IndexFile, part: string, report: ReportProgress, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchOnce(file, part, report, signal);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (isFerError(error)) throw error;
      if (attempt < ATTEMPTS) continue;
      throw nativeFailure(
        'download',
        {
          failed: `The download of ${file.name} broke off`,
          received: reasonOf(error),
          next: 'Run the same command again: it goes on from where it was.',
        },
        error,
      );
    }
  }
}

async function fetchOnce(file: IndexFile, part: string, report: ReportProgress, signal?: AbortSignal): Promise<void> {
  const start = (await sizeOf(part)) ?? 0;
  // A server whose file ends where ours does has nothing left to send, and says 416.
  const response = await openAddress(file.address, {
    // Not compressed on the way: what is asked for in parts must have the same bytes each time.
    headers: { 'Accept-Encoding': 'identity', ...(start === 0 ? {} : { Range: `bytes=${start}-` }) },
    expected: start === 0 ? [200] : [200, 206, 416],
    signal,
  });
  if (response.status === 416 || response.body === null) {
    await response.body?.cancel();
    return;
  }
  const isRest = response.status === 206;
  let done = isRest ? start : 0;
  const total = file.size ?? done + Number(response.headers.get('Content-Length') ?? 0);
  const count = new Transform({
    transform: (chunk: Uint8Array, _, next) => {
      done += chunk.byteLength;
      report({ phase: 'download', what: file.name, done, total });
      next(undefined, chunk);
    },
  });
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    count,
    createWriteStream(part, { flags: isRest ? 'a' : 'w' }),
    signal === undefined ? {} : { signal },
  ).catch((error: unknown) => {
    throw explainWrite(dirname(part), error);
  });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
