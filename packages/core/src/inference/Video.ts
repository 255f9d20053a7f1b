import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import type { FerError } from '../errors';
import type { ImageInput } from '../images/readImage';
import type { ByteSource, Film, FilmDecoder } from '../platform/Platform';
import type { Classification } from './Classification';

/** A picture with its time: a frame of a film that is decoded elsewhere. */
export interface VideoFrameInput {
  /** Seconds; later than that of the frame before. */
  readonly time: number;
  readonly image: ImageInput;
}

/**
 * A film, in one of these forms:
 * - a file by its path (Node) or URL, as a Blob or File, as bytes, or as a stream of bytes;
 * - frames with their times, from any iterable.
 *
 * Node decodes films with the program ffmpeg. Browsers decode them with WebCodecs by the package mediabunny, if `decoder` imports it, or by
 * seeking a video element.
 */
export type VideoSource =
  ByteSource | AsyncIterable<VideoFrameInput> | Iterable<VideoFrameInput> | AmbientType<'ReadableStream'>;

/** A face in a frame of a film. */
export interface VideoFace extends Omit<Classification, 'track'> {
  /**
   * The label of the face at this time: it changes only when another label leads by `hysteresis`. Null if its score is below the
   * classifier's threshold.
   */
  readonly label: string | null;
  /** The score of that label, smoothed, in [0, 1]. */
  readonly score: number;
  /** Number of the face's track, from 1: the same for the same face throughout the film. */
  readonly track: number;
}

/** The faces in a frame of a film. */
export interface VideoFrameResult {
  /** Seconds from the start of the film. */
  readonly time: number;
  /** The oldest track first. */
  readonly faces: readonly VideoFace[];
}

/**
 * The decoder of the pictures of a film: `ffmpeg`; mediabunny in the classifier's `worker` or on the `page`; a video `element` that is seeked,
 * which takes many times as long; `none` for ready frames.
 */
export type FilmDecoding = Film['decoder'] | 'none';

/** Progress of `classifyVideo`. */
export interface VideoProgress {
  /** Frames that are classified. */
  readonly frames: number;
  /** Time of the last of them in seconds. */
  readonly time: number;
  /** Time at which the frames end, in seconds; undefined if the film does not tell. */
  readonly end: number | undefined;
  /** Share of the film that is classified, in [0, 1]; undefined if the film does not tell its length. */
  readonly share: number | undefined;
  /** The decoder of the pictures. */
  readonly decoder: FilmDecoding;
}

/** Options of a classifier's `classifyVideo`. */
export interface ClassifyVideoOptions extends Abortable {
  /**
   * Frames a second to classify, above 0: for each tick the picture that is on display then, whatever the frame rate of the film.
   * Of ready frames those are left out that come sooner than the next tick.
   * @default 5 for films, all of ready frames
   */
  readonly fps?: number;
  /** Time of the first frame in seconds. @default 0 */
  readonly from?: number;
  /** Time before which the frames end, in seconds. @default the end of the film */
  readonly to?: number;
  /**
   * Time constant of the smoothing of scores, in seconds; 0 is none. A change that is sudden in the film is half as large in the scores
   * after 0.7 times as many seconds.
   * @default 0.15
   */
  readonly smoothing?: number;
  /** Lead of the score of another label before the label of a face changes, in [0, 1); 0 always gives the highest. @default 0.1 */
  readonly hysteresis?: number;
  /**
   * Imports the package mediabunny, which decodes films in browsers by WebCodecs: `() => import('mediabunny')`. It is many times as fast as
   * seeking a video element. Node does not need it, nor does a classifier whose worker has a decoder (`serveWorker`). `onProgress` tells
   * what decodes.
   * @default a worker with a decoder decodes; else a video element is seeked
   */
  readonly decoder?: (() => Promise<FilmDecoder>) | undefined;
  /** Called after each frame. A promise that it returns is awaited. */
  readonly onProgress?: ((progress: VideoProgress) => unknown) | undefined;
  /**
   * Called with the error if the film cannot be read to its end; all frames before have been classified.
   * @default the error is thrown after the last frame
   */
  readonly onBroken?: ((error: FerError<'VIDEO_UNREADABLE'>) => unknown) | undefined;
}
