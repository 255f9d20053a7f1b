import type { AmbientType } from '../../AmbientType';
import { platform } from '#platform';
import type { Abortable } from '../../abortable';
import { describeValue, optionInvalid } from '../../options';
import type { ByteSource, FolderEntry, FolderListing } from '../../platform/Platform';
import { isNpz, isWorkbook, isZip } from '../../fileSignatures';
import { collectBytes } from '../../platform/byteChunks';
import { readZip, ZipDamaged } from '../../platform/ZipArchive';
import { malformed } from '../malformed';
import { type DataStream, openDataStream } from './DataStream';

/** Files of an `<input type="file">` with `multiple` or `webkitdirectory`. */
export type FileSelection = ArrayLike<AmbientType<'File'>>;

/** The input of a dataset format: one opened file, or a list of files. */
export type DatasetInput = { readonly kind: 'file'; readonly name: string; readonly stream: DataStream } | FilesInput;

/** A list of files: those of a folder, or a selection. */
export interface FilesInput {
  readonly kind: 'files';
  readonly name: string;
  readonly entries: readonly FolderEntry[];
  /** Folders without files, relative to the opened one; none for a selection of files. */
  readonly emptyFolders?: readonly string[];
  /** Files and folders that could not be listed, or were listed already. */
  readonly skipped?: FolderListing['skipped'];
}

/**
 * Opens a file, a folder, or a selection of files.
 * @throws SOURCE_UNREADABLE, OPTION_INVALID
 */
export async function openInput(source: ByteSource | FileSelection, options: Abortable): Promise<DatasetInput> {
  if (isSelection(source)) return openSelection(source);
  if (await platform.isFolder(source)) {
    const folder = source instanceof URL ? source.href : (source as string);
    const { files, emptyFolders, skipped } = await platform.listFolder(folder, options);
    return {
      kind: 'files',
      name: folder,
      entries: files.filter(({ path }) => isVisible(path)),
      emptyFolders: emptyFolders.filter(isVisible),
      skipped: skipped.filter(({ source }) => isVisible(source)),
    };
  }
  const stream = await openDataStream(source, options);
  // Archives of arrays and workbooks are formats of their own.
  const isFolder = isZip(stream.head) && !isNpz(stream.head) && !isWorkbook(stream.name, stream.head);
  if (!isFolder) return { kind: 'file', name: stream.name, stream };
  return openArchive(stream).finally(() => stream.close());
}

/**
 * Opens a ZIP archive as the folder that it holds.
 * @throws DATASET_MALFORMED for a damaged archive; SOURCE_UNREADABLE
 */
async function openArchive(stream: DataStream): Promise<DatasetInput> {
  const source = fileNameOf(stream.name);
  const damaged = (received: string): Error =>
    malformed({ source, expected: 'a whole ZIP archive', received, next: 'Fetch or pack the file again.' });
  try {
    const entries = readZip(await collectBytes(stream)).map(({ path, read }): FolderEntry => ({
      path,
      source: readLater(path, read, damaged),
    }));
    return toFolder(entries, stream.name);
  } catch (error) {
    throw error instanceof ZipDamaged ? damaged(error.message) : error;
  }
}

/** A file of an archive, which is unpacked each time that it is read. */
function readLater(path: string, read: () => Promise<Uint8Array>, damaged: (received: string) => Error): ByteSource {
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield await read();
      } catch (error) {
        throw error instanceof ZipDamaged ? damaged(`a damaged ${path} (${error.message})`) : error;
      }
    },
  };
}

/** True for a FileList or an array, as opposed to one source of bytes. */
export function isSelection(source: unknown): source is FileSelection {
  if (Array.isArray(source)) return true;
  return typeof source === 'object' && source !== null && 'length' in source && 'item' in source;
}

function openSelection(files: FileSelection): FilesInput {
  const entries = Array.from(files, (file): FolderEntry => {
    if (!(file instanceof Blob)) throw optionInvalid('source', 'File objects', describeValue(file));
    // webkitRelativePath is empty without webkitdirectory.
    return { path: file.webkitRelativePath || file.name, source: file };
  });
  return toFolder(entries);
}

/** The files of a picked or packed folder. */
function toFolder(entries: readonly FolderEntry[], given?: string): FilesInput {
  const visible = entries.filter(({ path }) => isVisible(path));
  visible.sort((one, other) => (one.path < other.path ? -1 : 1));
  const first = visible[0]?.path ?? '';
  if (!first.includes('/')) return { kind: 'files', name: given ?? 'files', entries: visible };
  const name = first.slice(0, first.indexOf('/'));
  // Paths of a picked folder begin with its name. They become relative to it, as in Node, unless it is itself the only folder.
  const isPicked =
    visible.every(({ path }) => path.startsWith(`${name}/`)) && visible.some(({ path }) => path.split('/').length > 2);
  const relative = visible.map(({ path, source }) => ({ path: path.slice(name.length + 1), source }));
  return { kind: 'files', name: given ?? name, entries: isPicked ? relative : visible };
}

/** Excludes files of operating systems and archivers, such as .DS_Store and Thumbs.db. */
function isVisible(path: string): boolean {
  return !path.split('/').some((part) => part.startsWith('.') || /^(__MACOSX|thumbs\.db|desktop\.ini)$/i.test(part));
}

/** The last part of a path or URL: `https://host/fer2013.csv?raw=1` gives `fer2013.csv`. */
export function fileNameOf(source: string): string {
  const path = source.replace(/[?#].*$/, '').replace(/[\\/]+$/, '');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || source;
}

/** Name of a dataset: the option, else its path or URL without folders and extension; `data/fer2013.csv.gz` gives `fer2013`. */
export function nameOf(source: string, { name }: { readonly name?: string }): string {
  if (name !== undefined) return name;
  const last = fileNameOf(source);
  return last.replace(/\.gz$/i, '').replace(/\.(csv|tsv|npy|npz|parquet|zip)$/i, '') || last;
}
