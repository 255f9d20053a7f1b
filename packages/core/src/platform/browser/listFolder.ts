import { FerError } from '../../errors';

/** `Platform.listFolder` for the browser, which has no folders: always rejects. */
export function listFolder(folder: string): Promise<never> {
  return Promise.reject(
    new FerError('SOURCE_UNREADABLE', {
      failed: `Cannot list "${folder}"`,
      expected: 'files, since a browser has no folders',
      received: 'a path',
      next: 'Pass the File objects of an <input type="file" webkitdirectory>.',
      source: folder,
    }),
  );
}
