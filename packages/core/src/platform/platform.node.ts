import type { Platform } from './Platform';
import { decodeImage, drawPixels } from './node/decodeImage';
import { importPackage } from './node/importPackage';
import { isFolder, listFolder } from './node/listFolder';
import { lockFile } from './node/lockFile';
import { gunzip, openBytes } from './node/openBytes';
import { appendFile, hasFile, removeFile, removeMatching, writeFile } from './node/storage';
import { openFilm } from './node/openFilm';
import { threads } from './node/threads';

/** The platform of Node. */
export const platform: Platform = {
  name: 'node',
  openBytes,
  decodeImage,
  drawPixels,
  openFilm,
  isFolder,
  listFolder,
  gunzip,
  hasFile,
  writeFile,
  appendFile,
  removeFile,
  removeMatching,
  lock: lockFile,
  importPackage,
  threads,
};
