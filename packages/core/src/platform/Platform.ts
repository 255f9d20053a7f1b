import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import { classOf } from '../isRecord';

/**
 * A source of bytes: a path (Node) or URL as text, a URL, a Blob or File, bytes, or a stream of them. In Node, text that
 * starts with `http:`, `https:`, `data:` or `file:` is a URL and all other text a path; in the browser all text is a URL, relative to
 * the page.
 */
export type ByteSource =
  string | AmbientType<'URL'> | AmbientType<'Blob'> | Uint8Array | ReadableBytes | AsyncIterable<Uint8Array>;

/** A `ReadableStream<Uint8Array>`. An ambient type has no type arguments, so that the chunks are declared here. */
type ReadableBytes = AmbientType<'ReadableStream'> & {
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> };
};

/** An opened {@link ByteSource}. */
export interface ByteStream {
  /** Name for messages: the path, URL or file name, else "bytes" or "stream". */
  readonly name: string;
  /** Size in bytes, if known. */
  readonly size?: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A colour image, upright: the EXIF orientation is already applied. */
export interface RgbaImage {
  /** Height x width x 4 bytes, row by row: R, G, B, A, not premultiplied. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** The parts of the package mediabunny that decode films in browsers. */
export interface FilmDecoder {
  readonly ALL_FORMATS: unknown;
  readonly BlobSource: new (film: AmbientType<'Blob'>) => unknown;
  readonly UrlSource: new (film: string) => unknown;
  readonly Input: new (options: { readonly formats: never; readonly source: never }) => {
    getPrimaryVideoTrack(): Promise<{ canDecode(): Promise<boolean>; getCodec(): Promise<string | null> } | null>;
    computeDuration(): Promise<number>;
    dispose(): void;
  };
  readonly CanvasSink: new (
    track: never,
    options: { readonly poolSize: number },
  ) => {
    canvasesAtTimestamps(times: Iterable<number>): AsyncIterable<{
      readonly canvas: AmbientType<'HTMLCanvasElement'> | AmbientType<'OffscreenCanvas'>;
    } | null>;
  };
}

/** The frames of a film to read. */
export interface FilmOptions extends Abortable {
  /** Frames a second. */
  readonly fps: number;
  /** Time of the first frame in seconds. */
  readonly from: number;
  /** Time before which the frames end, in seconds; undefined for the end of the film. */
  readonly to: number | undefined;
  /** Imports the package that decodes films in browsers. */
  readonly decoder: (() => Promise<FilmDecoder>) | undefined;
}

/** An opened film. */
export interface Film {
  /** The time in seconds at which the frames end, at `to` or with the film; undefined if the film does not tell. */
  readonly end: number | undefined;
  readonly decoder: 'ffmpeg' | 'worker' | 'page' | 'element';
  /** Read one by one as they are asked for. The iteration throws VIDEO_UNREADABLE after the last frame of a film that breaks off. */
  readonly frames: AsyncIterable<FilmFrame>;
}

/** A picture of a film, upright and with square pixels. */
export interface FilmFrame {
  /** Seconds from the start of the film. */
  readonly time: number;
  /** Valid until the next frame is asked for. */
  readonly image: RgbaImage | Drawable;
}

/** A file below a folder. */
export interface FolderEntry {
  /** Path relative to the folder, with forward slashes: `train/happy/12.png`. */
  readonly path: string;
  readonly source: ByteSource;
}

/** The files below a folder. */
export interface FolderListing {
  readonly files: readonly FolderEntry[];
  /** Folders without files and folders, relative to the listed one. */
  readonly emptyFolders: readonly string[];
  /** Subfolders that may not be read, links that lead nowhere, and links to folders that were listed already. */
  readonly skipped: readonly {
    readonly kind: 'unreadable' | 'duplicate';
    readonly source: string;
    readonly isFolder: boolean;
    readonly reason: string;
  }[];
}

/**
 * Everything that differs between Node and the browser outside of the tensor engine. Two files implement it; all other code
 * imports the right one through `#platform` and never asks where it runs.
 */
export interface Platform {
  readonly name: 'node' | 'browser';
  /**
   * Opens a source for reading.
   * @throws SOURCE_UNREADABLE if it does not exist, may not be read, or answers with an HTTP error; OPTION_INVALID for a value
   * that is no source
   */
  openBytes(source: ByteSource, options?: Abortable): Promise<ByteStream>;
  /**
   * Decodes an image file and applies its EXIF orientation; of an animated file it decodes the first frame.
   * @throws IMAGE_UNREADABLE for formats that are not decoded here, damaged files and more than 100 million pixels; PEER_MISSING for
   * those that need an optional package
   */
  decodeImage(bytes: Uint8Array, options?: Abortable): Promise<RgbaImage>;
  /**
   * Reads the current pixels of an element in its natural size; waits for an image element to load.
   * @throws IMAGE_UNREADABLE if it shows nothing, or content of another site without CORS permission; in Node for all but canvases
   */
  drawPixels(drawable: Drawable, options?: Abortable): Promise<RgbaImage>;
  /**
   * Opens a film: in Node by the program ffmpeg, in browsers by WebCodecs or a video element.
   * @throws SOURCE_UNREADABLE, VIDEO_UNREADABLE; PEER_MISSING without ffmpeg; OPTION_INVALID for a start behind the end
   */
  openFilm(source: ByteSource, options: FilmOptions): Promise<Film>;
  /** True for the path of a folder. Always false in the browser, which has no paths. */
  isFolder(source: ByteSource): Promise<boolean>;
  /** Lists the files below a folder, recursively, sorted by path. */
  listFolder(folder: string, options?: Abortable): Promise<FolderListing>;
  /** Decompresses a gzip stream; a truncated or damaged stream rejects the iteration with the engine's own error. */
  gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /**
   * Writes a file atomically: a reader sees either all of the old content or all of the new (temporary file, flush, rename).
   * Creates missing folders.
   * @throws STORAGE_FAILED
   */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Adds to the end of a file, which may be read meanwhile. Absent in the browser, whose storage only replaces files.
   * @throws STORAGE_FAILED
   */
  appendFile?(path: string, bytes: Uint8Array): Promise<void>;
  /** True if there is a file that {@link Platform.writeFile} could have written. */
  hasFile(path: string): Promise<boolean>;
  /** Removes a file, if it exists. */
  removeFile(path: string): Promise<void>;
  /**
   * Removes files of a folder by their names; subfolders are not searched.
   * @throws STORAGE_FAILED
   */
  removeMatching(folder: string, matches: (name: string) => boolean): Promise<void>;
  /**
   * Locks a file against other runs, of this process and others, until the returned function is called or the process ends.
   * @throws STORAGE_BUSY if another run holds the lock; STORAGE_FAILED if no lock can be made
   */
  lock(path: string): Promise<() => Promise<void>>;
  /**
   * Imports an optional package; undefined if it is not installed. Absent in the browser, where bundlers must find each import.
   */
  importPackage?(name: string): Promise<unknown>;
  /** Absent in the browser, where the page must serve the scripts of workers. */
  readonly threads?: Threads;
}

/** A worker thread with its own engine. */
export interface Thread {
  post(message: unknown): void;
  /** Terminates it at once. */
  end(): Promise<void>;
}

/** Receives the events of a {@link Thread}. */
export interface ThreadListener {
  onMessage(message: unknown): void;
  /** Called once if the thread ends without {@link Thread.end}. */
  onBroken(reason: string): void;
}

/** The name of a worker script of the package, without its extension. */
export type ThreadScript = 'trainWorker' | 'classifyWorker';

/** Worker threads with shared memory and atomic waits. */
export interface Threads {
  /** Number of threads that can run in parallel. */
  readonly cores: number;
  /**
   * Starts a thread with a worker script of the package.
   * @throws WORKER_FAILED if the script is missing, or the process may not start threads
   */
  start(script: ThreadScript, listener: ThreadListener): Thread;
  /**
   * A worker with the interface of pages: the given one of Node, or else ferkit's own.
   * @throws WORKER_FAILED if the script is missing, or the process may not start threads
   */
  openWorker(worker?: object): Worker;
  /** True in a thread that another one started. */
  readonly isThread: boolean;
  /** Called in a worker script: receives the messages of the parent thread, and returns a function that posts to it. */
  serve(onMessage: (message: unknown) => void): (message: unknown, transfer?: readonly Transferable[]) => void;
}

/** An image, canvas or video element, or another source of pixels that a canvas can draw. */
export type Drawable =
  | AmbientType<'HTMLImageElement'>
  | AmbientType<'HTMLCanvasElement'>
  | AmbientType<'HTMLVideoElement'>
  | AmbientType<'SVGImageElement'>
  | AmbientType<'OffscreenCanvas'>
  | AmbientType<'ImageBitmap'>
  | AmbientType<'VideoFrame'>;

/** Properties that identify a drawable. Its class cannot: each window has classes of its own, and Node has none. */
const DRAWABLE_PROPERTIES = ['naturalWidth', 'videoWidth', 'getContext', 'codedWidth', 'preserveAspectRatio'];

/** True for a {@link Drawable}. */
export function isDrawable(input: unknown): input is Drawable {
  if (typeof input !== 'object' || input === null) return false;
  return (
    DRAWABLE_PROPERTIES.some((property) => property in input) ||
    (typeof ImageBitmap !== 'undefined' && input instanceof ImageBitmap)
  );
}

/** By class name, because arrays of another frame fail `instanceof`. Other numbers would silently give wrong results. */
export const isBytes = (value: unknown): value is Uint8Array | Uint8ClampedArray =>
  ArrayBuffer.isView(value) && ['Uint8Array', 'Uint8ClampedArray'].includes(classOf(value));
