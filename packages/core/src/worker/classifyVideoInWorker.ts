import { reviveError } from '../SerializedError';
import { isFerError } from '../errors';
import { endKindly, openFrames, progressOf, resolveVideo, sortSource } from '../inference/openFrames';
import type { ClassifyVideoOptions, VideoFrameResult, VideoSource } from '../inference/Video';
import { notify } from '../notify';
import { collectBlob } from '../platform/collectBlob';
import { type ByteSource, isBytes } from '../platform/Platform';
import type { WorkerConnection } from './WorkerConnection';
import type { SerializedFilm, SerializedFrame, SerializedVideoOptions, WorkerCalls } from './protocol';
import { absoluteUrl, serializeImage } from './serialize';

/**
 * Classifies the faces of a film in a worker, which decodes it too. A film that only the page can decode is sent to the worker frame by
 * frame, as ready frames are.
 * @param stream - number of the stream, to be closed by the caller
 */
export async function* classifyVideoInWorker(
  connection: WorkerConnection,
  stream: number,
  source: VideoSource,
  options: ClassifyVideoOptions,
): AsyncGenerator<VideoFrameResult, void, undefined> {
  const resolved = resolveVideo(options);
  const { signal, from, fps, to, smoothing, hysteresis, onProgress } = resolved;
  signal?.throwIfAborted();
  const period = { from, ...(fps === undefined ? {} : { fps }), ...(to === undefined ? {} : { to }) };
  const sent: SerializedVideoOptions = { ...period, smoothing, hysteresis };
  const call = (
    film: SerializedFilm | null,
    frame: SerializedFrame | null = null,
    transfer: readonly Transferable[] = [],
  ): Promise<WorkerCalls['video']['result']> =>
    connection.call('video', { stream, film, options: sent, frame }, { signal, transfer });

  const sorted = await sortSource(source);
  try {
    const frames = 'frames' in sorted ? sorted.frames : await serializeFilm(sorted.film);
    if (isFilm(frames)) {
      let answer = await call(frames).catch((error: unknown) => {
        if (typeof document === 'undefined' || !mayPlayOnPage(error)) throw error;
        return undefined;
      });
      while (answer !== undefined) {
        const { frame, progress, broken } = answer;
        if (broken !== null) throw reviveError(broken);
        if (frame === null) return;
        if (progress !== null) await notify(onProgress, progress, { signal });
        yield frame;
        // The worker has the film, which bytes would be copied to with each call.
        answer = await call(null);
      }
    }
    const opened = await openFrames(frames, resolved);
    let count = 0;
    for await (const { time, image } of opened.frames) {
      const transfer: Transferable[] = [];
      const frame = { time, image: await serializeImage(image, transfer, 'frame', { signal }) };
      const answer = await call(null, frame, transfer);
      await notify(onProgress, progressOf(++count, time, from, opened), { signal });
      yield answer.frame!;
    }
  } catch (error) {
    await endKindly(error, resolved);
  }
}

const isFilm = (source: VideoSource | SerializedFilm): source is SerializedFilm =>
  typeof source === 'string' || source instanceof Blob || isBytes(source);

/** A worker may be without a decoder, and has no video element, which plays some films that WebCodecs does not decode. */
const mayPlayOnPage = (error: unknown): boolean =>
  isFerError(error, 'VIDEO_UNREADABLE') && (error.details.reason === 'codec' || error.details.reason === 'format');

/** A film that `postMessage` can send, and send again. */
async function serializeFilm(film: ByteSource): Promise<SerializedFilm> {
  if (typeof film === 'string' || film instanceof URL) return absoluteUrl(film);
  if (film instanceof Blob || film instanceof Uint8Array) return film;
  return collectBlob(film as AsyncIterable<Uint8Array>);
}
