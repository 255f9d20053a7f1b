/** What the name of a file in the browser's own database begins with. */
export const INDEXED_DB = 'indexeddb:';

/** Whether text names a file in the browser's own database: `indexeddb:my-model/model.json`. */
export const isIndexedDbTarget = (target: string): boolean => target.startsWith(INDEXED_DB);
