import { platform } from '#platform';
import { isFerError } from '../errors';
import { isRecord } from '../isRecord';
import { notify } from '../notify';
import {
  callbackRule,
  describeValue,
  number,
  optionInvalid,
  type OptionTable,
  type Resolved,
  signalRule,
  withDefault,
} from '../options';
import { isBytes, type ByteSource } from '../platform/Platform';
import { resolveCall } from './Classifier';
import type { ClassifyVideoOptions, FilmDecoding, VideoFrameInput, VideoProgress, VideoSource } from './Video';

/** Frames a second of films. */
const FILM_RATE = 5;

export const classifyVideoTable: OptionTable<ClassifyVideoOptions, 'from' | 'smoothing' | 'hysteresis'> = {
  fps: number({ above: 0 }),
  decoder: callbackRule,
  from: withDefault(0, number({ from: 0 })),
  to: number({ above: 0 }),
  smoothing: withDefault(0.15, number({ from: 0 })),
  hysteresis: withDefault(0.1, number({ from: 0, below: 1 })),
  onProgress: callbackRule,
  onBroken: callbackRule,
  signal: signalRule,
};

type VideoOptions = Resolved<ClassifyVideoOptions, 'from' | 'smoothing' | 'hysteresis'>;

/**
 * Checks and fills in the options of `classifyVideo`.
 * @throws OPTION_INVALID
 */
export function resolveVideo(options: ClassifyVideoOptions): VideoOptions {
  const resolved = resolveCall(options, classifyVideoTable);
  const { from, to } = resolved;
  if (to !== undefined && to <= from) throw optionInvalid('to', `a time after from, ${from} s`, `${to} s`);
  return resolved;
}

/** Frames to classify. */
export interface OpenedFrames {
  readonly frames: AsyncIterable<VideoFrameInput>;
  readonly end: number | undefined;
  readonly decoder: FilmDecoding;
}

/**
 * Opens a film or ready frames.
 * @throws the errors of `Platform.openFilm`; OPTION_INVALID for a source that is neither
 */
export async function openFrames(source: VideoSource, options: VideoOptions): Promise<OpenedFrames> {
  const { fps = FILM_RATE, from, to, signal, decoder } = options;
  const sorted = await sortSource(source);
  if ('film' in sorted) return platform.openFilm(sorted.film, { fps, from, to, signal, decoder });
  return { frames: selectFrames(sorted.frames, options.fps, from, to), end: to, decoder: 'none' };
}

/** @param time - of the last of so many frames */
export function progressOf(frames: number, time: number, from: number, { end, decoder }: OpenedFrames): VideoProgress {
  const share = end === undefined ? undefined : Math.min(1, Math.max(0, (time - from) / (end - from)));
  return { frames, time, end, share, decoder };
}

/**
 * Ends a film that breaks off without an error, if the caller listens for it.
 * @throws all other errors
 */
export async function endKindly(error: unknown, { onBroken, signal }: ClassifyVideoOptions): Promise<void> {
  const isBroken = isFerError(error, 'VIDEO_UNREADABLE') && error.details.reason === 'broken';
  if (!isBroken || onBroken === undefined) throw error;
  await notify(onBroken, error, { signal });
}

/** Tells a film from ready frames. A stream of bytes is a film. */
export async function sortSource(
  source: VideoSource,
): Promise<{ readonly film: ByteSource } | { readonly frames: AsyncIterable<VideoFrameInput> }> {
  if (!isIterable(source)) {
    if (!isFile(source)) throw optionInvalid('source', EXPECTED, describeValue(source));
    return { film: source };
  }
  const { first, all } = await peek(source);
  if (isBytes(first)) return { film: all as AsyncIterable<Uint8Array> };
  return { frames: all as AsyncIterable<VideoFrameInput> };
}

const EXPECTED = 'a film, or frames { time, image }';

const isFile = (source: unknown): source is string | URL | Blob | Uint8Array =>
  typeof source === 'string' || source instanceof URL || source instanceof Blob || isBytes(source);

/** Text and bytes are a film, though they can be iterated over. */
const isIterable = (source: unknown): source is AsyncIterable<unknown> | Iterable<unknown> | ReadableStream =>
  typeof source === 'object' &&
  source !== null &&
  !ArrayBuffer.isView(source) &&
  (Symbol.asyncIterator in source || Symbol.iterator in source || 'getReader' in source);

/** Looks at the first item of an iterable, which the returned iterable gives again. */
async function peek(
  source: AsyncIterable<unknown> | Iterable<unknown> | ReadableStream,
): Promise<{ readonly first: unknown; readonly all: AsyncIterable<unknown> }> {
  const iterator = iterate(source);
  const first = await iterator.next();
  const all = (async function* () {
    try {
      if (first.done === true) return;
      yield first.value;
      yield* iterator;
    } finally {
      await iterator.return();
    }
  })();
  return { first: first.value, all };
}

async function* iterate(
  source: AsyncIterable<unknown> | Iterable<unknown> | ReadableStream,
): AsyncGenerator<unknown, void> {
  // Not all browsers can iterate over their streams.
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader() as ReadableStreamDefaultReader<unknown>;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The frames of a period, at most so many a second. */
async function* selectFrames(
  frames: AsyncIterable<VideoFrameInput>,
  fps: number | undefined,
  from: number,
  to = Infinity,
): AsyncGenerator<VideoFrameInput, void, undefined> {
  let [last, next] = [-Infinity, from];
  for await (const frame of frames) {
    const given: unknown = frame;
    if (!isRecord(given) || !Number.isFinite(given.time) || given.image === undefined) {
      throw optionInvalid('source', EXPECTED, describeValue(given));
    }
    const { time } = frame;
    if (time <= last) throw optionInvalid('source', `a frame after ${last} s`, `one at ${time} s`);
    last = time;
    if (time >= to) return;
    // Times such as 0.6 are not exact.
    if (time < next - 1e-6) continue;
    yield frame;
    if (fps !== undefined) next = from + (Math.floor((time - from) * fps + 1e-6) + 1) / fps;
  }
}
