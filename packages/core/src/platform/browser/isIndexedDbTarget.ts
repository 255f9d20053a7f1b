/** Prefix of files in the browser's IndexedDB. */
export const INDEXED_DB = 'indexeddb:';

/** True for a file in the browser's IndexedDB, e.g. `indexeddb:my-model/model.json`. */
export const isIndexedDbTarget = (target: string): boolean => target.startsWith(INDEXED_DB);
