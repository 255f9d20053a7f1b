// What keeps files in the browser, in one part of the package: most pages keep none.
export { hasFile } from './hasFile';
export { lockFile } from './lockFile';
export { openIndexedDb } from './indexedDb';
export { removeFile, removeMatching, writeFile } from './writeFile';
