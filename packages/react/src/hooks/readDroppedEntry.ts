/** Files that operating systems add to folders. */
const SYSTEM_FILES = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

/** The files of a dropped file or folder, at any depth and by name. */
export async function readDroppedEntry(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) return [await new Promise<File>((...settle) => (entry as FileSystemFileEntry).file(...settle))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // Each call gives some more entries, and the last one none.
  for (let more = [entry]; more.length > 0; children.push(...more)) {
    more = await new Promise<FileSystemEntry[]>((...settle) => reader.readEntries(...settle));
  }
  const sorted = children.filter(({ name }) => !SYSTEM_FILES.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return (await Promise.all(sorted.map(readDroppedEntry))).flat();
}
