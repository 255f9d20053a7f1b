/** Colour theme of a saved chart. */
export type Theme = 'light' | 'dark';

/** Downloads a file. Browser only. */
export function saveFile(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers start the download after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
