import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import { readBytes, type ReadBytesOptions } from '../platform/readBytes';
import type { MetadataOverrides } from './parseModelFile';

/** Where a model lies: a folder or its model.json as a path or URL, or its files (from a file picker). */
export type ModelSource = string | URL | readonly File[];

/** The files of one model. */
export interface ModelFiles {
  /** For messages. */
  readonly name: string;
  /** @throws SOURCE_UNREADABLE */
  read(fileName: string, options?: ReadBytesOptions): Promise<Uint8Array>;
}

/**
 * Finds the files of a model wherever it lies.
 * @throws OPTION_INVALID
 */
export function openModelSource(source: ModelSource): ModelFiles {
  if (source instanceof URL) {
    const folder = new URL(source);
    folder.pathname = withoutModelJson(source.pathname);
    return {
      name: source.href,
      read: (fileName, options) => {
        const url = new URL(folder);
        url.pathname = `${folder.pathname}/${fileName}`;
        return readBytes(url, options);
      },
    };
  }
  if (typeof source === 'string') {
    const folder = withoutModelJson(source);
    return { name: source, read: (fileName, options) => readBytes(`${folder}/${fileName}`, options) };
  }
  if (!isFiles(source)) {
    throw new FerError('OPTION_INVALID', {
      option: 'model',
      failed: 'Cannot open the model',
      expected: 'a path, a URL, or a list of files',
      received: Object.prototype.toString.call(source),
    });
  }
  return {
    name: source.map(({ name }) => name).join(', '),
    read: (fileName, options) => {
      const file = source.find(({ name }) => name === fileName);
      if (file !== undefined) return readBytes(file, options);
      throw new FerError('SOURCE_UNREADABLE', {
        source: fileName,
        failed: `The model's file ${fileName} is missing`,
        received: source.length === 0 ? 'no files' : source.map(({ name }) => name).join(', '),
        next: 'Pick model.json and the files of its weights together.',
      });
    },
  };
}

/** Callers without types can pass anything. */
const isFiles = (source: unknown): source is readonly File[] =>
  Array.isArray(source) && source.every((file) => file instanceof Blob && 'name' in file);

function withoutModelJson(path: string): string {
  return path.replace(/\/?model\.json$/, '').replace(/\/+$/, '') || '.';
}

/** How far loading a model or making a classifier has come, in the order in which the events arrive. */
export type LoadEvent =
  /** Weights are being read; both in bytes. */
  | { readonly type: 'read'; readonly loaded: number; readonly total: number }
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  /** The face detector is being loaded; classifiers that look for faces only. */
  | { readonly type: 'detector' }
  /** The first run, which compiles what the backend compiles; classifiers only. */
  | { readonly type: 'warmup' }
  | { readonly type: 'ready'; readonly backend: BackendInfo };

/** Options of {@link loadModel}. */
export interface LoadModelOptions extends Abortable {
  /** @default 'auto' */
  readonly backend?: BackendChoice;
  /** Metadata that a file of another tool lacks; it also overrides the metadata of a file that `saveModel` wrote. */
  readonly metadata?: MetadataOverrides;
  readonly onProgress?: (event: LoadEvent) => void;
}
