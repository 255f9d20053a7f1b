import { loadPart } from '../../loadPart';

/** Loads what keeps files in the browser. @throws SOURCE_UNREADABLE */
export const loadStorage = (): Promise<typeof import('./storage')> =>
  loadPart('browser storage', () => import('./storage'));
