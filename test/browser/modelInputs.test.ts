import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readGrayImage } from '@ferkit/core/datasets';
import { hashModelInput } from '../fixtures/images/hashModelInput';
import expected from '../fixtures/images/modelInputs.json';
import translucent from '../fixtures/images/translucent.json';

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url));

// The same files are what images.browser.test.ts holds the browser to.
test('Node gives a network the bits that are noted for every image', async () => {
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(expected)) hashes[name] = await hashModelInput(fixture(name));
  expect(hashes).toEqual(expected);
});

test('Node reads the greys that are noted for translucent images', async () => {
  for (const [name, wanted] of Object.entries(translucent)) {
    expect([...(await readGrayImage(fixture(name))).pixels]).toEqual(wanted);
  }
});
