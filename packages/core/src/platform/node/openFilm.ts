import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { onceAborted } from '../../abortable';
import { FerError } from '../../errors';
import type { ByteSource, Film, FilmFrame, FilmOptions } from '../Platform';
import { filmBroken, filmUnreadable, startTooLate } from '../filmErrors';
import { sourceUnreadable } from '../readErrors';
import { describeReason, openBytes, toPath } from './openBytes';
import { readPam } from './readPam';

/** Characters of ffmpeg's messages that are kept: the first, with the length of the film, and the last, with errors. */
const KEPT = 8192;
/** Seconds at the end of a film that are missing in many whole films, because sound and picture do not end together. */
const TOLERANCE = 1;

/**
 * `Platform.openFilm` for Node: the program ffmpeg decodes, and writes whole pictures with their sizes into a pipe (PAM). Its filter
 * `fps` gives the picture that is on display at each tick, whatever the frame rate of the film, so that the number of a picture is its
 * time. A full pipe stops ffmpeg: neither side holds more than a few pictures.
 */
export async function openFilm(source: ByteSource, options: FilmOptions): Promise<Film> {
  options.signal?.throwIfAborted();
  const input = await openInput(source, options);
  try {
    return await Decoding.start(input, options);
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** A film for ffmpeg. */
interface Input {
  /** Its name for messages. */
  readonly name: string;
  readonly address: string;
  readonly protocols: string;
  /** Removes a temporary copy. */
  close(): Promise<void>;
}

/** Only the named film is opened: a playlist in it may not reach the network from a file, nor files from the network. */
const PROTOCOLS = { file: 'file,crypto,data', url: 'http,https,httpproxy,tcp,tls,crypto,data' };

async function openInput(source: ByteSource, { signal }: FilmOptions): Promise<Input> {
  const path = toPath(source);
  if (path !== undefined) {
    await checkFile(path);
    return { name: path, address: `file:${path}`, protocols: PROTOCOLS.file, close: () => Promise.resolve() };
  }
  const url = source instanceof URL ? source.href : source;
  if (typeof url === 'string' && /^https?:/i.test(url)) {
    return { name: url, address: url, protocols: PROTOCOLS.url, close: () => Promise.resolve() };
  }
  // ffmpeg needs to seek: the index of many films is at their end.
  const { name, chunks } = await openBytes(source, { signal });
  const copy = join(tmpdir(), `ferkit-${randomUUID()}.film`);
  const close = (): Promise<void> => rm(copy, { force: true });
  try {
    const file = await open(copy, 'wx', 0o600);
    try {
      for await (const chunk of chunks) await file.appendFile(chunk);
    } finally {
      await file.close();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { name, address: `file:${copy}`, protocols: PROTOCOLS.file, close };
}

async function checkFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw sourceUnreadable(path, { expected: 'a readable file', received: describeReason(error) }, error);
  });
  if (stats.isDirectory()) throw sourceUnreadable(path, { expected: 'a film', received: 'a folder' });
}

/** A running ffmpeg. */
class Decoding {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #input: Input;
  readonly #options: FilmOptions;
  readonly #closed: Promise<unknown>;
  #messages = { first: '', last: '' };

  private constructor(input: Input, options: FilmOptions) {
    this.#input = input;
    this.#options = options;
    const { fps, from, to } = options;
    this.#process = spawn(
      'ffmpeg',
      [
        ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info'],
        ...['-protocol_whitelist', input.protocols],
        ...(from === 0 ? [] : ['-ss', String(from)]),
        ...(to === undefined ? [] : ['-t', String(to - from)]),
        ...['-i', input.address, '-map', '0:V:0'],
        // Pictures with square pixels, as players show them; ffmpeg itself turns those of a phone.
        ...['-vf', `scale=w=iw*sar:h=ih,setsar=1,fps=fps=${fps}:round=up:start_time=0`],
        ...['-f', 'image2pipe', '-c:v', 'pam', '-pix_fmt', 'rgba', 'pipe:1'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
    );
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      const { first, last } = this.#messages;
      this.#messages = { first: (first + text).slice(0, KEPT), last: (last + text).slice(-KEPT) };
    });
    this.#closed = once(this.#process, 'close');
    this.#closed.catch(() => undefined);
  }

  /** Starts ffmpeg, and waits for the first picture: without one the film cannot be read. */
  static async start(input: Input, options: FilmOptions): Promise<Film> {
    const decoding = new Decoding(input, options);
    const frames = decoding.#frames();
    try {
      const first = await frames.next();
      return { end: decoding.#end, decoder: 'ffmpeg', frames: prepend(first, frames) };
    } catch (error) {
      await frames.return();
      throw error;
    }
  }

  async *#frames(): AsyncGenerator<FilmFrame, void, undefined> {
    const { signal, fps, from } = this.#options;
    const stop = (): boolean => this.#process.kill('SIGKILL');
    const stopListening = signal === undefined ? undefined : onceAborted(signal, stop);
    let count = 0;
    try {
      for await (const image of readPam(this.#process.stdout)) {
        yield { time: from + count++ / fps, image };
        signal?.throwIfAborted();
      }
      await this.#closed.catch((error: unknown) => {
        throw ffmpegMissing(error);
      });
      signal?.throwIfAborted();
      this.#checkEnd(count);
    } finally {
      stopListening?.();
      stop();
      await this.#closed.catch(() => undefined);
      await this.#input.close();
    }
  }

  /** The time at which the pictures end, as the film tells. */
  get #end(): number | undefined {
    const { to } = this.#options;
    const [, hours, minutes, seconds] = /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(this.#messages.first) ?? [];
    if (seconds === undefined) return to;
    return Math.min(3600 * Number(hours) + 60 * Number(minutes) + Number(seconds), to ?? Infinity);
  }

  #checkEnd(count: number): void {
    const { fps, from } = this.#options;
    const { name, protocols } = this.#input;
    const { last } = this.#messages;
    const { exitCode, signalCode } = this.#process;
    const end = this.#end;
    const errors = last.split('\n').filter((line) => /\[(error|fatal|panic)\]/.test(line));
    const told = (errors.at(-1) ?? errors[0] ?? `exit code ${exitCode ?? signalCode}`).replace(/^.*\[\w+\]\s*/, '');
    if (count > 0) {
      const time = from + count / fps;
      const isShort = errors.length > 0 && end !== undefined && end - time > TOLERANCE + 1 / fps;
      if (exitCode !== 0 || isShort) throw filmBroken(name, time, end, told);
      return;
    }
    if (last.includes('matches no streams'))
      throw filmUnreadable(name, 'noVideo', 'a film with pictures', 'one without');
    if (end !== undefined && from >= end && exitCode === 0) throw startTooLate(from, end);
    // The last message tells only in some versions why the address has no film.
    if (protocols === PROTOCOLS.url && /HTTP error|Server returned|Connection|resolve/.test(errors.join('\n')))
      throw sourceUnreadable(name, { expected: 'a film', received: told });
    if (/(decoder|codec).*(not found|not currently supported)|unknown codec/i.test(last)) {
      throw filmUnreadable(name, 'codec', 'a format that this ffmpeg decodes', told);
    }
    throw filmUnreadable(name, 'format', 'a film', told);
  }
}

async function* prepend<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** The way to get ffmpeg on each system. */
const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'brew install ffmpeg',
  win32: 'winget install ffmpeg',
};

function ffmpegMissing(cause: unknown): FerError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code !== 'ENOENT') {
    return sourceUnreadable('ffmpeg', { expected: 'a program that starts', received: describeReason(cause) }, cause);
  }
  const install = INSTALL[process.platform] ?? 'apt-get install ffmpeg';
  return new FerError(
    'PEER_MISSING',
    {
      failed: 'Films are decoded by the program ffmpeg, which is not on the PATH',
      next: `Run: ${install}, or put ffmpeg of https://ffmpeg.org/download.html on the PATH.`,
      package: 'ffmpeg',
      install,
    },
    { cause },
  );
}
