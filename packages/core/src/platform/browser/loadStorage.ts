import { importChunk } from '../../importChunk';

/** Loads what keeps files in the browser. @throws SOURCE_UNREADABLE */
export const loadStorage = (): Promise<typeof import('./storage')> =>
  importChunk('browser storage', () => import('./storage'));
