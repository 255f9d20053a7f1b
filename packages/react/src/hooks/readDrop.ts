/** A dropped or pasted picture: a file, or the address of a picture of another page. */
export type DroppedPicture = File | string;

/** Data of a drop, which browsers give out during the event alone. */
interface Drop {
  readonly files: readonly File[];
  readonly entries: readonly (FileSystemEntry | null)[];
  /** The list of dragged addresses; empty without one. */
  readonly list: string;
  /** The dragged part of a page; empty without one. */
  readonly html: string;
}

/** The files of dropped folders, or the address of a picture that is dragged from a page; none for other data. */
export async function readDrop({ files, entries, list, html }: Drop): Promise<readonly DroppedPicture[]> {
  if (files.length === 0) return addressOf(list, html);
  return (await Promise.all(entries.filter((entry) => entry !== null).map(readEntry))).flat();
}

/** The address of a picture that is dragged from a page, as a link or not. */
function addressOf(list: string, html: string): readonly string[] {
  // Parsed without running scripts or loading anything.
  const image = html === '' ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('img');
  const listed = list.split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#'));
  const address = image?.getAttribute('src') ?? listed ?? '';
  return /^(https?|data|blob):/i.test(address) ? [address] : [];
}

/** Files that operating systems add to folders. */
const SYSTEM_FILES = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

/** The files of a dropped file or folder, at any depth and by name. */
async function readEntry(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) return [await new Promise<File>((...settle) => (entry as FileSystemFileEntry).file(...settle))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // Each call gives some more entries, and the last one none.
  for (let more = [entry]; more.length > 0; children.push(...more)) {
    more = await new Promise<FileSystemEntry[]>((...settle) => reader.readEntries(...settle));
  }
  const sorted = children.filter(({ name }) => !SYSTEM_FILES.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return (await Promise.all(sorted.map(readEntry))).flat();
}
