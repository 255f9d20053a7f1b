import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { encodePng } from '../datasets/support/encodePng';
import { useTemporaryFolder } from '../datasets/support/temporaryFolder';
import { createTestHost } from './support/createTestHost';

const folder = useTemporaryFolder();
let gray = 0;

/** Writes files; those without a text are images, each of another grey. */
async function write(files: Readonly<Record<string, string | undefined>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(folder.path('faces', path)), { recursive: true });
    const image = encodePng({ pixels: new Uint8Array(4).fill(++gray % 256), width: 2, height: 2 });
    await writeFile(folder.path('faces', path), text ?? image);
  }
  return folder.path('faces');
}

/** Runs `ferkit inspect` on the files. @returns the number of images of each label, or the error */
async function inspect(
  files: Readonly<Record<string, string | undefined>>,
  ...flags: string[]
): Promise<Readonly<Record<string, number>> | string> {
  const host = createTestHost();
  const code = await main(['inspect', await write(files), '--json', ...flags], host);
  if (code !== 0) return host.written.error;
  return (JSON.parse(host.written.out) as { perLabel: Record<string, number> }).perLabel;
}

describe('data that need an option are told the flag, which helps', () => {
  test('numbers of labels', async () => {
    const files = { 'a.png': undefined, 'b.png': undefined, 'labels.csv': 'path,label\na.png,0\nb.png,1\n' };
    const error = await inspect(files);
    expect(error).toContain('Expected the names of the numbers 0 to 1 in "labels.csv", in their order');
    expect(error).toContain("Name them in --label-names; FER2013's are angry, disgust");
    expect(await inspect(files, '--label-names', 'calm,wild')).toEqual({ calm: 1, wild: 1 });
  });

  test('folders of one expression', async () => {
    const files = { 'fear/a.png': undefined, 'scared/b.png': undefined };
    expect(await inspect(files)).toContain('Name the labels to read in --label-names: both if they are two');
    expect(await inspect(files, '--label-names=fear,scared')).toEqual({ fear: 1, scared: 1 });
  });

  test('levels of folders', async () => {
    const files = { 'ann/calm/a.png': undefined, 'bo/calm/b.png': undefined, 'bo/wild/c.png': undefined };
    expect(await inspect(files)).toContain('Set --layout to "label/group" for the labels ann, bo, or to "group/label"');
    expect(await inspect(files, '--layout', 'group/label')).toEqual({ calm: 2, wild: 1 });
    expect(await inspect(files, '--layout', 'person/label')).toContain('--layout takes');
  });

  test('images without a label', async () => {
    const files = { 'happy/a.png': undefined, 'loose.png': undefined };
    const error = await inspect(files);
    expect(error).toContain('or set --unlabeled to "skip".');
    expect(await inspect(files, '--unlabeled', 'skip')).toEqual({ happy: 1 });
  });

  test('several lists', async () => {
    const files = { 'a.png': undefined, 'one.csv': 'path,label\na.png,happy\n', 'two.csv': 'path,label\na.png,sad\n' };
    const error = await inspect(files);
    expect(error).toContain('Expected the file with the labels, received 2 files: one.csv, two.csv.');
    expect(error).toContain('such as "one.csv"');
    expect(await inspect(files, '--label-file', 'two.csv')).toEqual({ sad: 1 });
  });
});
