import type { Abortable } from '../abortable';

/**
 * Where bytes come from: a path (Node) or URL as text, a URL, a Blob or File, the bytes themselves, or a stream of them.
 * In Node, text that starts with `http:`, `https:` or `file:` is a URL and everything else a path; in the browser all
 * text is a URL, relative to the page.
 */
export type ByteSource = string | URL | Blob | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** An opened {@link ByteSource}. */
export interface ByteStream {
  /** For messages: the path, URL or file name; "bytes" or "stream" where there is none. */
  readonly name: string;
  /** How many bytes will come, where that is known. */
  readonly size?: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Colour pixels, 8 bits a channel, R G B A row by row, not premultiplied, upright (EXIF orientation already applied). */
export interface RgbaImage {
  readonly pixels: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** A file found under a folder. */
export interface FolderEntry {
  /** Path relative to the folder, with forward slashes: `train/happy/12.png`. */
  readonly path: string;
  readonly source: ByteSource;
}

/**
 * All that differs between Node and the browser outside of the tensor engine. Two files implement it; every other file
 * imports the one that fits through `#platform` and never asks where it runs.
 */
export interface Platform {
  readonly name: 'node' | 'browser';
  /**
   * Opens a source for reading from its start.
   * @throws SOURCE_UNREADABLE where it does not exist, may not be read, or answers with an HTTP error
   */
  openBytes(source: ByteSource, options?: Abortable): Promise<ByteStream>;
  /**
   * Decodes PNG, JPEG or WebP, upright by its EXIF orientation.
   * @throws IMAGE_UNREADABLE
   */
  decodeImage(bytes: Uint8Array, options?: Abortable): Promise<RgbaImage>;
  /**
   * The pixels of what a page shows now, in its natural size; an image element is waited for.
   * @throws IMAGE_UNREADABLE where it shows nothing, or something of another site that does not permit it; always in Node
   */
  drawPixels(drawable: Drawable, options?: Abortable): Promise<RgbaImage>;
  /** Whether a path names a folder. Always false in the browser, which has no paths. */
  isFolder(source: ByteSource): Promise<boolean>;
  /** Lists the files under a folder, recursively, sorted by path. */
  listFolder(folder: string, options?: Abortable): Promise<readonly FolderEntry[]>;
  /** Undoes gzip on the fly; a truncated or damaged stream rejects the iteration with the engine's own error. */
  gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /**
   * Writes a file so that a reader sees all of the old content or all of the new, whatever happens in between
   * (temporary file, flush, rename). Creates missing folders.
   * @throws STORAGE_FAILED
   */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  /** Whether something that {@link Platform.writeFile} could have written stands there. */
  hasFile(path: string): Promise<boolean>;
  /** Removes a file; a missing one is no error. */
  removeFile(path: string): Promise<void>;
  /**
   * Removes files of a folder by their names, not those of folders below it.
   * @throws STORAGE_FAILED
   */
  removeMatching(folder: string, matches: (name: string) => boolean): Promise<void>;
  /**
   * Keeps other runs, of this program and of others, from a file until the returned function is called or the process ends.
   * @throws STORAGE_BUSY where another has it; STORAGE_FAILED where no lock can be made
   */
  lock(path: string): Promise<() => Promise<void>>;
  /** Undefined in the browser, whose threads need scripts that a page serves. */
  readonly threads?: Threads;
}

/** A thread beside this one, with an engine of its own. */
export interface Thread {
  post(message: unknown): void;
  /** Ends it, whatever it does at the moment. */
  end(): Promise<void>;
}

/** What a thread tells the one that started it. */
export interface ThreadListener {
  onMessage(message: unknown): void;
  /** It has ended, or will, without being told to. */
  onBroken(reason: string): void;
}

/** The package's own programs for threads. */
type ThreadProgram = 'trainWorker' | 'batchWorker';

/** Threads that can share memory with the one that starts them, and wait for each other in it. */
export interface Threads {
  /** How many can run at the same time. */
  readonly cores: number;
  /**
   * Starts one of the package's own programs.
   * @throws WORKER_FAILED where it is not there, or the process may start none
   */
  start(program: ThreadProgram, listener: ThreadListener): Thread;
  /** In such a program: listens to the thread that started it, and returns what answers. */
  serve(onMessage: (message: unknown) => void): (message: unknown) => void;
}

/** What a page can draw: an image, canvas or video element, or one of the pictures that scripts pass around. */
export type Drawable =
  HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | OffscreenCanvas | ImageBitmap | VideoFrame;

/** What only a drawable has; their classes differ between windows, and are missing in Node. */
const MARKS = ['naturalWidth', 'videoWidth', 'getContext', 'codedWidth'];

/** Whether something can be drawn by a page. */
export function isDrawable(input: unknown): input is Drawable {
  if (typeof input !== 'object' || input === null) return false;
  return MARKS.some((mark) => mark in input) || (typeof ImageBitmap !== 'undefined' && input instanceof ImageBitmap);
}
