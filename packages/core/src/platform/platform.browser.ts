import { drawPixels } from './browser/drawPixels';
import { gunzip } from './browser/gunzip';
import { hasFile } from './browser/hasFile';
import { listFolder } from './browser/listFolder';
import { openBytes } from './browser/openBytes';
import { removeFile, writeFile } from './browser/writeFile';
import type { Platform } from './Platform';

/** ferkit's platform in the browser. */
export const platform: Platform = {
  name: 'browser',
  openBytes,
  // Only those who read image files load the decoders: a webcam's frames are pixels already.
  decodeImage: async (bytes, options) => (await import('./browser/decodeImage')).decodeImage(bytes, options),
  drawPixels,
  isFolder: () => Promise.resolve(false),
  listFolder,
  gunzip,
  hasFile,
  writeFile,
  removeFile,
};
