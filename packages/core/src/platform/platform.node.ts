import { decodeImage } from './node/decodeImage';
import { drawPixels } from './node/drawPixels';
import { gunzip } from './node/gunzip';
import { hasFile } from './node/hasFile';
import { isFolder } from './node/isFolder';
import { listFolder } from './node/listFolder';
import { lockFile } from './node/lockFile';
import { openBytes } from './node/openBytes';
import { removeFile } from './node/removeFile';
import { removeMatching } from './node/removeMatching';
import { threads } from './node/threads';
import { writeFile } from './node/writeFile';
import type { Platform } from './Platform';

/** ferkit's platform in Node. */
export const platform: Platform = {
  name: 'node',
  openBytes,
  decodeImage,
  drawPixels,
  isFolder,
  listFolder,
  gunzip,
  hasFile,
  writeFile,
  removeFile,
  removeMatching,
  lock: lockFile,
  threads,
};
