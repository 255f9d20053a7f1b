import { describe, expect, it } from 'vitest';
import { openDataset } from '@ferkit/core/datasets';
import { catchError } from './support/catchError';
import { small, told, useFacesFolder } from './support/facesFolder';

const folder = useFacesFolder();

describe('the file with the labels', () => {
  const images = { 'images/a.png': 1, 'images/b.png': 2 };
  const list = (label: string): string => `path,label\na.png,${label}\nb.png,${label}\n`;

  it('is named where there are several', async () => {
    const files = { ...images, 'first.csv': list('happy'), 'second.csv': list('sad'), 'notes.txt': 'Some notes.' };
    const error = await catchError('OPTION_INVALID', () => folder.open(files));
    expect(error.details).toMatchObject({ option: 'labelFile', received: '2 files: first.csv, second.csv' });
    expect((await folder.open(files, { labelFile: 'second.csv' })).labels).toEqual(['sad']);
    expect((await folder.open(files, { labelFile: './first.csv' })).labels).toEqual(['happy']);
    // As shells complete it.
    expect((await folder.open(files, { labelFile: folder.path('second.csv') })).labels).toEqual(['sad']);
    const wrong = await catchError('OPTION_INVALID', () => folder.open(files, { labelFile: 'secnd.csv' }));
    expect(wrong.message).toContain('Did you mean "second.csv"?');
  });

  it('must be a list in the folder', async () => {
    const files = { ...images, 'notes.txt': 'Some notes.', 'labels.csv': list('sad') };
    await catchError('DATASET_MALFORMED', () => folder.open(files, { labelFile: 'notes.txt' }));
    const file = folder.path('labels.csv');
    const error = await catchError('OPTION_INVALID', () => openDataset(file, { ...small, labelFile: 'labels.csv' }));
    expect(error.details.option).toBe('labelFile');
  });

  it('must be there for the format image-list', async () => {
    const error = await catchError('OPTION_INVALID', () =>
      folder.open({ ...images, 'readme.txt': 'x' }, { format: 'image-list' }),
    );
    expect(error.details).toMatchObject({ option: 'labelFile', received: 'readme.txt' });
  });

  it('contradicts folders that are named after labels, which is told', async () => {
    const files = {
      'happy/a.png': 1,
      'sad/b.png': 2,
      'labels.csv': 'path,label\nhappy/a.png,happy\nsad/b.png,happy\nsad/c.png,sad\n',
    };
    const error = await catchError('OPTION_INVALID', () => folder.open(files));
    expect(error.details).toMatchObject({ option: 'format' });
    expect(error.message).toContain('sad/b.png');
    expect(told(await folder.open(files, { format: 'image-list' }))).toEqual(['1 happy train', '2 happy train']);
    expect(told(await folder.open(files, { format: 'image-folder' }))).toEqual(['1 happy train', '2 sad train']);
    const same = {
      'happy/a.png': 1,
      'sad/b.png': 2,
      'labels.csv': 'path,label\nhappy/a.png,happiness\nsad/b.png,sad\n',
    };
    expect(told(await folder.open(same))).toEqual(['1 happy train', '2 sad train']);
  });
});
