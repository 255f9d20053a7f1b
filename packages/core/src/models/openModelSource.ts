import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import { readBytes, type ReadBytesOptions } from '../platform/readBytes';
import type { MetadataOverrides } from './parseModelFile';

/** The place of a model: its folder or model.json as a path or URL, or its files (from a file picker). */
export type ModelSource = string | URL | readonly File[];

/** The files of one model. */
export interface ModelFiles {
  /** For messages. */
  readonly name: string;
  /** @throws SOURCE_UNREADABLE */
  read(fileName: string, options?: ReadBytesOptions): Promise<Uint8Array>;
}

/**
 * Opens the files of a model.
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
        next: 'Pick model.json and its weight files together.',
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

/** Progress of `loadModel` and `createClassifier`; the events come in this order. */
export type LoadEvent =
  /** Bytes of the weights that are read, and bytes in total. */
  | { readonly type: 'read'; readonly loaded: number; readonly total: number }
  /** The backend is selected. */
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
