import { version } from '../../package.json';

/** What model files name as their maker. */
export const LIBRARY = `@ferkit/core ${version}`;
