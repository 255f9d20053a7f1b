const SCHEME = 'download:';

/** Whether text asks for a download: `download:model.json`. */
export function isDownloadTarget(target: string): boolean {
  return target.startsWith(SCHEME);
}

/**
 * Offers bytes to the user as a download, under the last part of the name: browsers turn a slash into another character, and
 * a model's files are found by their names. Needs a page, a worker has none.
 */
export function downloadFile(target: string, bytes: Uint8Array): void {
  if (typeof document === 'undefined') throw new Error('A download needs a page, and this is a worker');
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = url;
  link.download = target.slice(Math.max(SCHEME.length, target.lastIndexOf('/') + 1));
  link.click();
  // Safari starts reading only after the click's task has ended.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
