import { importChunk } from '../importChunk';
import type { Platform } from './Platform';
import { loadStorage } from './browser/loadStorage';

/** The platform of browsers. Code that most pages do not need is loaded on first use. */
export const platform: Platform = {
  name: 'browser',
  openBytes: async (source, options) => {
    const { openBytes } = await importChunk('reader of files', () => import('./browser/openBytes'));
    return openBytes(source, options);
  },
  decodeImage: async (bytes, options) => {
    // Lazy, because a page with a webcam has pixels already.
    const { decodeImage } = await importChunk('image decoders', () => import('./browser/decodeImage'));
    return decodeImage(bytes, options);
  },
  drawPixels: async (drawable, options) => {
    const { drawPixels } = await importChunk('reader of elements', () => import('./browser/drawPixels'));
    return drawPixels(drawable, options);
  },
  openFilm: async (source, options) => {
    const { openFilm } = await importChunk('reader of films', () => import('./browser/openFilm'));
    return openFilm(source, options);
  },
  isFolder: () => Promise.resolve(false),
  async listFolder(folder) {
    const { listFolder } = await importChunk('reader of folders', () => import('./browser/listFolder'));
    return listFolder(folder);
  },
  gunzip: async function* (chunks) {
    const { gunzip } = await importChunk('decompressor', () => import('./browser/gunzip'));
    yield* gunzip(chunks);
  },
  hasFile: async (target) => (await loadStorage()).hasFile(target),
  writeFile: async (target, bytes) => (await loadStorage()).writeFile(target, bytes),
  removeFile: async (target) => (await loadStorage()).removeFile(target),
  removeMatching: async (folder, matches) => (await loadStorage()).removeMatching(folder, matches),
  lock: async (target) => (await loadStorage()).lockFile(target),
};
