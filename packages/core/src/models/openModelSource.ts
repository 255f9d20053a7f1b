import type { AmbientType } from '../AmbientType';
import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import {
  callbackRule,
  checkOption,
  describeValue,
  object,
  type OptionTable,
  type Rule,
  signalRule,
  withDefault,
} from '../options';
import type { ByteSource } from '../platform/Platform';
import { readZip, ZipDamaged, type ZipMember } from '../platform/ZipArchive';
import { readBytes, type ReadBytesOptions } from '../platform/readBytes';
import { describeContent } from '../textContent';
import { listFirst } from '../words';
import type { ModelMetadata } from './ModelMetadata';
import { type MetadataOverrides, metadataTable } from './parseModelFile';

/**
 * The place of a model: its folder or model.json as a path or URL, or its files (from a file picker). A ZIP archive of the folder, whose
 * name ends in `.zip`, is as good as the folder.
 */
export type ModelSource = string | AmbientType<'URL'> | readonly AmbientType<'File'>[];

/** The files of one model. */
export interface ModelFiles {
  /** For messages. */
  readonly name: string;
  /** The name of its `model.json`; tfjs' downloads have another. */
  readonly modelFile: string;
  /** @throws SOURCE_UNREADABLE */
  read(fileName: string, options?: ReadBytesOptions): Promise<Uint8Array>;
}

/**
 * Opens the files of a model.
 * @throws OPTION_INVALID
 */
export function openModelSource(source: ModelSource): ModelFiles {
  checkOption('model', source, modelSourceRule);
  if (isPath(source) && ARCHIVE.test(String(source))) return openArchive(source, String(source));
  if (!isPath(source) && source.length === 1 && ARCHIVE.test(source[0]!.name)) return openArchive(source[0]!, source[0]!.name); // prettier-ignore
  if (source instanceof URL) {
    const { folder, modelFile } = splitPath(source.pathname);
    return {
      name: source.href,
      modelFile,
      read: (fileName, options) => {
        const url = new URL(source);
        url.pathname = `${folder}/${fileName}`;
        return readBytes(url, options);
      },
    };
  }
  if (typeof source === 'string') {
    const { folder, modelFile } = splitPath(source);
    return { name: source, modelFile, read: (fileName, options) => readBytes(`${folder}/${fileName}`, options) };
  }
  const names = source.map(({ name }) => name);
  return {
    name: names.join(', '),
    modelFile: names.includes(MODEL_FILE) ? MODEL_FILE : (names.find((name) => name.endsWith('.json')) ?? MODEL_FILE),
    read: (fileName, options) => {
      const file = source.find(({ name }) => name === fileName);
      if (file !== undefined) return readBytes(file, options);
      throw new FerError('SOURCE_UNREADABLE', {
        source: fileName,
        failed: `The model's file ${fileName} is missing`,
        received: names.join(', '),
        next: 'Pick model.json and its weight files together.',
      });
    },
  };
}

const MODEL_FILE = 'model.json';

/** The name of a ZIP archive, which holds the folder of a model. */
const ARCHIVE = /\.zip([?#].*)?$/i;

/** The files of a model in an archive. It is read once, when the first of them is. */
function openArchive(source: ByteSource, name: string): ModelFiles {
  let members: Promise<readonly ZipMember[]> | undefined;
  const damaged = (received: string): Error =>
    new FerError('MODEL_CORRUPT', {
      source: name,
      failed: `${name} is damaged`,
      expected: 'a whole ZIP archive with a model',
      received,
      next: 'Copy or download it again.',
    });
  return {
    name,
    modelFile: MODEL_FILE,
    read: async (fileName, { signal, onChunk } = {}) => {
      try {
        members ??= readBytes(source, { signal }).then(readZip);
        const all = await members;
        // At the top, or in the only folder.
        const folder = all.some(({ path }) => path === MODEL_FILE) ? '' : (all[0]?.path.replace(/\/.*/s, '/') ?? '');
        const member = all.find(({ path }) => path === folder + fileName);
        if (member === undefined) {
          throw new FerError('SOURCE_UNREADABLE', {
            source: name,
            failed: `${name} has no ${fileName}`,
            expected: 'a ZIP archive with the files of a model: model.json and its weights',
            received: listFirst(
              all.map(({ path }) => path),
              3,
            ),
          });
        }
        const bytes = await member.read();
        onChunk?.(bytes.length);
        return bytes;
      } catch (error) {
        throw error instanceof ZipDamaged ? damaged(error.message) : error;
      }
    },
  };
}

/** Endings of files that are no model of ferkit: those of other libraries, of which `importModel` reads some, of images and of tables. */
const FOREIGN = /\.(keras|h5|hdf5|onnx|pb|pth?|tflite|pkl|safetensors|jpe?g|png|webp|csv|npz)$/i;

const isPath = (source: unknown): source is string | URL => typeof source === 'string' || source instanceof URL;

/** A model has several files, which one data: URL cannot hold. */
const contentOf = (source: unknown): string | undefined =>
  isPath(source) ? describeContent(String(source)) : undefined;

/** Callers without types can pass anything. */
const isFiles = (source: unknown): source is readonly File[] =>
  Array.isArray(source) &&
  source.length > 0 &&
  Array.from(source).every((file) => file instanceof Blob && 'name' in file);

export const modelSourceRule: Rule = {
  expected:
    'the folder, its ZIP archive or the model.json of a model as a path or URL, or its files together; ' +
    'importModel of @ferkit/core/exchange takes files of Keras, loadCheckpoint checkpoints',
  accepts: (source) =>
    isFiles(source) ||
    (isPath(source) &&
      String(source).trim() !== '' &&
      contentOf(source) === undefined &&
      !FOREIGN.test(String(source))),
  received: (source) => {
    if (Array.isArray(source))
      return source.length === 0
        ? 'an empty list'
        : `a list with ${describeValue(source.find((file) => !(file instanceof Blob)))}`;
    return isRecord(source) && 'item' in source
      ? 'a FileList; pass [...files]'
      : (contentOf(source) ?? describeValue(isPath(source) ? String(source) : source));
  },
};

/** Splits the path of a model into its folder and the name of its JSON file. */
function splitPath(path: string): { readonly folder: string; readonly modelFile: string } {
  const [, before = path, name = MODEL_FILE] = /^(?:(.*)[\\/])?([^\\/]+\.json)$/i.exec(path) ?? [];
  const folder = name === path ? '' : before;
  return { folder: folder.replace(/\/+$/, '') || (path.startsWith('/') ? '' : '.'), modelFile: name };
}

/** Progress of `loadModel` and `createClassifier`; the events come in this order, those of `download` also between the others. */
export type LoadEvent =
  /**
   * Bytes of the package that a page fetches once and the browser keeps: code, bundled model, face detector and WebAssembly engine. `total`
   * is known from the build, with the code as gzip leaves it; it shrinks if the backend turns out to need no WebAssembly. In a worker that
   * ferkit starts in bundles, files are counted as they arrive; elsewhere each is a part of the code, and counts when it is there. Classifiers
   * in browsers only.
   */
  | { readonly type: 'download'; readonly loaded: number; readonly total: number }
  /** The facts that were found beside a model of another tool, and those that this tool always means: the scaling of pixels. */
  | ({ readonly type: 'assumed'; readonly from: 'Teachable Machine' } & Pick<
      ModelMetadata,
      'labels' | 'input' | 'preprocessing'
    >)
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
  /** A promise that it returns is awaited; its error ends the call. */
  readonly onProgress?: (event: LoadEvent) => unknown;
}

export const loadModelTable: OptionTable<LoadModelOptions, 'backend'> = {
  backend: withDefault('auto', backendRule),
  metadata: object<MetadataOverrides>('an object with metadata', metadataTable),
  onProgress: callbackRule,
  signal: signalRule,
};
