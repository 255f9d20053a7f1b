import { importChunk } from '../../importChunk';

/** Loads the file storage of the browser. @throws SOURCE_UNREADABLE */
export const loadStorage = (): Promise<typeof import('./storage')> =>
  importChunk('browser storage', () => import('./storage'));
