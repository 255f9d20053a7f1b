import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readGrayImage } from '@ferkit/core/datasets';
import { hashModelInput } from '../fixtures/images/hashModelInput';
import expected from '../fixtures/images/modelInputs.json';
import translucent from '../fixtures/images/translucent.json';

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url));

// images.browser.test.ts compares the browser with the same files.
test('Node gives the recorded model input of every image, bit for bit', async () => {
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(expected)) hashes[name] = await hashModelInput(fixture(name));
  expect(hashes).toEqual(expected);
});

test('Node gives the recorded gray levels of translucent images', async () => {
  for (const [name, wanted] of Object.entries(translucent)) {
    expect([...(await readGrayImage(fixture(name))).pixels]).toEqual(wanted);
  }
});
