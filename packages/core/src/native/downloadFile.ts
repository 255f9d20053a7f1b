import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { isFerError } from '../errors';
import { reasonOf } from '../platform/readErrors';
import { hashFile } from './NativeManifest';
import { checkDiskSpace, explainWrite, nativeFailure, type ReportProgress } from './NativeTarget';

/** Attempts at a download whose connection breaks off. */
const ATTEMPTS = 3;

/**
 * Downloads a file and checks its SHA-256. The file has a temporary name until it is complete; a later call resumes an interrupted
 * download.
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
      failed: `The package index gives no SHA-256 of ${file.name}`,
      next: 'Choose another index with --index <url>, or give a wheel that you trust with --tensorflow <file>.',
    });
  }
  const present = await sizeOf(path);
  if (present !== undefined && (await hashFile(path, signal)) === file.sha256) return;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  await checkDiskSpace(dirname(path), (file.size ?? 0) - ((await sizeOf(part)) ?? 0));
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
          next: 'Run the same command again: the download resumes.',
        },
        error,
      );
    }
  }
}

async function fetchOnce(file: IndexFile, part: string, report: ReportProgress, signal?: AbortSignal): Promise<void> {
  const start = (await sizeOf(part)) ?? 0;
  // A server answers 416 (range not satisfiable) if the file is complete already.
  const response = await openAddress(file.address, {
    // Without compression: ranges must address the same bytes each time.
    headers: { 'Accept-Encoding': 'identity', ...(start === 0 ? {} : { Range: `bytes=${start}-` }) },
    expected: start === 0 ? [200] : [200, 206, 416],
    signal,
  });
  if (response.status === 416 || response.body === null) {
    await response.body?.cancel();
    return;
  }
  const isPartial = response.status === 206;
  let done = isPartial ? start : 0;
  const total = file.size ?? done + Number(response.headers.get('Content-Length') ?? 0);
  const count = new Transform({
    transform: (chunk: Uint8Array, _, next) => {
      done += chunk.byteLength;
      report({ phase: 'download', file: file.name, done, total });
      next(undefined, chunk);
    },
  });
  await pipeline(
    Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
    count,
    createWriteStream(part, { flags: isPartial ? 'a' : 'w' }),
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

/** A file that a package index offers. */
export interface IndexFile {
  readonly name: string;
  /** Absolute. */
  readonly address: string;
  /** Hexadecimal; undefined if the index does not give it. */
  readonly sha256: string | undefined;
  /** In bytes; undefined if the index does not give it. */
  readonly size: number | undefined;
}

/** The two formats of Python's "simple" index: JSON (PEP 691), and HTML (PEP 503), which some mirrors have only. */
const ACCEPT = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';

/**
 * Lists all files of a project.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function listWheels(index: string, project: string, signal?: AbortSignal): Promise<readonly IndexFile[]> {
  const address = `${index}/${project}/`;
  const response = await openAddress(address, { headers: { Accept: ACCEPT }, expected: [200, 404], signal });
  const text = await response.text();
  if (response.status === 404) return [];
  const isJson = response.headers.get('Content-Type')?.includes('json') === true;
  return isJson ? readJson(text, address) : readHtml(text, address);
}

function readJson(text: string, base: string): IndexFile[] {
  const { files } = JSON.parse(text) as {
    readonly files: readonly {
      readonly filename: string;
      readonly url: string;
      readonly hashes: Readonly<Record<string, string>>;
      readonly size?: number;
    }[];
  };
  return files.map(({ filename, url, hashes, size }) => ({
    name: filename,
    address: new URL(url, base).href,
    sha256: hashes.sha256,
    size,
  }));
}

function readHtml(text: string, base: string): IndexFile[] {
  return [...text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, link = '', name = '']) => {
    const url = new URL(link.replaceAll('&amp;', '&'), base);
    const sha256 = /^#sha256=([0-9a-f]{64})$/.exec(url.hash)?.[1];
    url.hash = '';
    return { name: name.trim(), address: url.href, sha256, size: undefined };
  });
}

/** An address without its user name and password, for messages. */
export function withoutSecrets(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/**
 * Requests an address. Its user name and password are sent as a header, because `fetch` refuses them in an address.
 *
 * @throws NATIVE_INSTALL_FAILED if there is no answer, or one of an unexpected status
 */
async function openAddress(
  address: string,
  {
    headers = {},
    expected = [200],
    signal,
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly expected?: readonly number[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Response> {
  const { username, password } = new URL(address);
  const bare = withoutSecrets(address);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const authorization = username === '' ? {} : { Authorization: `Basic ${credentials}` };
  let response: Response;
  try {
    response = await fetch(bare, { headers: { ...headers, ...authorization }, signal: signal ?? null });
  } catch (error) {
    signal?.throwIfAborted();
    throw nativeFailure(
      'download',
      { failed: `${bare} cannot be reached`, received: reasonOf(error), next: suggestAlternatives() },
      error,
    );
  }
  if (expected.includes(response.status)) return response;
  await response.body?.cancel();
  throw nativeFailure('download', {
    failed: `${bare} gives no file`,
    expected: `status ${expected.join(' or ')}`,
    received: `${response.status} ${response.statusText}`.trim(),
    next: suggestAlternatives(),
  });
}

function suggestAlternatives(): string {
  const proxied = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  const hint =
    proxied === undefined
      ? ''
      : 'Node ignores HTTPS_PROXY unless NODE_USE_ENV_PROXY=1 is set, which Node 24 and later understand. ';
  return (
    `${hint}Name another index (--index <url>), or fetch the wheel in another way, as with` +
    ' pip download --no-deps, and give the file (--tensorflow <file.whl>).'
  );
}

const DEFAULT_INDEX = 'https://pypi.org/simple';

/** The package index: the given one, else pip's setting, else PyPI. */
export async function indexAddress(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  // pip ignores an empty variable, too.
  const named = environment.PIP_INDEX_URL?.trim() === '' ? undefined : environment.PIP_INDEX_URL?.trim();
  const address = given ?? named ?? (await pipSetting(environment)) ?? DEFAULT_INDEX;
  if (/^https?:\/\/./i.test(address) && URL.canParse(address)) return address.replace(/\/+$/, '');
  throw nativeFailure('download', {
    failed: 'The address of the package index cannot be used',
    expected: `an address like ${DEFAULT_INDEX}`,
    received: address === '' ? 'an empty text' : address.replace(/\/\/[^@/]*@/, '//'),
    next: 'Correct --index, PIP_INDEX_URL or the index-url of pip.',
  });
}

/** The index in pip's configuration files, in the order in which they override each other. */
async function pipSetting(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { HOME: home, VIRTUAL_ENV: virtual, PIP_CONFIG_FILE: named, XDG_CONFIG_HOME: settings } = environment;
  const files = [
    named,
    virtual === undefined ? undefined : join(virtual, 'pip.conf'),
    settings === undefined ? undefined : join(settings, 'pip/pip.conf'),
    ...(home === undefined ? [] : [join(home, '.config/pip/pip.conf'), join(home, '.pip/pip.conf')]),
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
  ];
  for (const file of files) {
    if (file === undefined) continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    const address = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  return undefined;
}
