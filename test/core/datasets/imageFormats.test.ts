import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '@ferkit/core/datasets';
import { useTemporaryFolder } from './support/temporaryFolder';

const folder = useTemporaryFolder();

const fixture = (file: string): Promise<Buffer> => readFile(new URL(`../../fixtures/images/${file}`, import.meta.url));

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, file] of Object.entries(files)) {
    await mkdir(dirname(folder.path('faces', path)), { recursive: true });
    await writeFile(folder.path('faces', path), await fixture(file));
  }
  return folder.path('faces');
}

describe('a folder of images', () => {
  it('has every format that is decoded, whatever the ending says', async () => {
    const source = await write({
      'happy/a.bmp': 'picture.bmp',
      'happy/b.gif': 'animated.gif',
      'happy/c.jpg': 'cmyk.jpg',
      'happy/d.webp': 'animated.webp',
      'sad/e.avif': 'picture.avif',
      'sad/f.tif': 'picture.tiff',
      'sad/g.png': 'picture.bmp',
    });
    const dataset = await openDataset(source, { width: 24, height: 16 });
    expect(dataset.labelCounts).toEqual([4, 3]);
    expect(dataset.skipped.count).toBe(0);
    // The same picture, in a format without losses.
    const [bmp, tiff, renamed] = [0, 5, 6].map((index) => dataset.sample(index).image.pixels);
    expect(tiff).toEqual(bmp);
    expect(renamed).toEqual(bmp);
  });

  it('counts the formats that nothing here decodes, and damaged files, with the reason', async () => {
    const source = await write({ 'happy/a.bmp': 'picture.bmp', 'happy/b.heic': 'picture.heic', 'sad/c.ico': 'picture.ico', 'sad/d.bmp': 'picture.bmp' }); // prettier-ignore
    await writeFile(folder.path('faces', 'sad/e.gif'), (await fixture('palette.gif')).subarray(0, 300));
    const { skipped, labelCounts } = await openDataset(source, { width: 24, height: 16 });
    expect(labelCounts).toEqual([1, 1]);
    expect(skipped.kinds).toEqual({ heic: 1, 'other-format': 1, gif: 1 });
    const reasons = Object.fromEntries(skipped.items.map(({ source: path, reason }) => [path, reason]));
    expect(reasons['happy/b.heic']).toContain('HEIC, which is not decoded here. Convert it to JPEG');
    expect(reasons['sad/e.gif']).toMatch(/cannot be decoded: a damaged GIF file \(\d+ of 384 pixels\)/);
  });
});
