import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readGrayImage } from '@ferkit/core/datasets';
import { readStandardInput } from '#core/cli/inputs/readStandardInput';

const fixture = (file: string): Buffer => readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url));

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

test.each(['palette.gif', 'picture.bmp', 'cmyk.jpg', 'animated.webp', 'picture.avif', 'picture.tiff'])(
  'an image on standard input is recognized: %s',
  async (file) => {
    const input = await readStandardInput(chunksOf(fixture(file)));
    if (input.type !== 'image') throw new Error(`read as ${input.type}`);
    expect(await readGrayImage(await input.read())).toMatchObject({ width: 24, height: 16 });
  },
);

test('base64 in lines, as the command base64 writes it, is an image and no list of names', async () => {
  const lines = fixture('picture.bmp').toString('base64').replace(/.{76}/g, '$&\n');
  const input = await readStandardInput(chunksOf(Buffer.from(`${lines}\n`)));
  if (input.type !== 'image') throw new Error(`read as ${input.type}`);
  expect(await readGrayImage(await input.read())).toMatchObject({ width: 24, height: 16 });
});

test('a page in place of an image is one unreadable image, and no list of names', async () => {
  const input = await readStandardInput(chunksOf(Buffer.from('<!doctype html>\n<title>Sign in</title>\n')));
  if (input.type !== 'image') throw new Error(`read as ${input.type}`);
  await expect(readGrayImage(await input.read())).rejects.toThrow('received an HTML file');
});

test('names stay names, also long ones', async () => {
  const names = ['faces/of/many/people/in/folders/without/any/dot/photo', 'BMW.png', 'GIFs/a.gif'];
  const input = await readStandardInput(chunksOf(Buffer.from(names.join('\n'))));
  if (input.type !== 'names') throw new Error(`read as ${input.type}`);
  const found: string[] = [];
  for await (const name of input.names) found.push(name);
  expect(found).toEqual(names);
});
