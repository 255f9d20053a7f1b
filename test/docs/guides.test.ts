import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { drawScene } from '../../stories/fixtures/drawScene';
import { readGuidePrograms } from './guidePrograms';

// Below the repository, where its aliases hold.
const programs = fileURLToPath(new URL('../../.cache/guides/', import.meta.url));
const before = process.cwd();
let folder: string;

beforeAll(async () => {
  mkdirSync(programs, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'guides-'));
  const people = { x: 180, y: 180, size: 230, expression: 'happy', seed: 3 } as const;
  const other = { x: 460, y: 185, size: 220, expression: 'sad', seed: 7 } as const;
  for (const [name, { pixels, width, height }] of [
    ['photo.jpg', drawScene(360, 360, [people])],
    ['group.jpg', drawScene(640, 360, [people, other])],
  ] as const) {
    await sharp(pixels, { raw: { width, height, channels: 4 } })
      .jpeg()
      .toFile(join(folder, name));
  }
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The output of programs, where it is the same on every machine. */
const outputs: Readonly<Record<string, RegExp>> = {
  'several-faces-1.ts': /^(happy|sad) .* and 1 others\n/,
  'several-faces-2.ts': /^\{.*":\d/,
  'teaching-2.ts': /^20 .* not trained yet$/,
  'testing-2.ts': /^true$/,
  'evaluating-1.ts': /^0\.\d+ 0\.\d+ 0\.\d+ 0\.\d+$/,
  'troubleshooting-1.ts': /^SOURCE_UNREADABLE /,
  'versions-1.ts': /^0\.\d+\.\d+ \{"node"/,
};

/** Programs for pages run in Chromium. */
const ofNode = readGuidePrograms('ts').filter(({ code }) => !/\bdocument\b/.test(code));

test.each(ofNode)('the program $name of the guides runs as printed', async ({ name, code }) => {
  const path = join(programs, name);
  writeFileSync(path, code);
  await import(/* @vite-ignore */ pathToFileURL(path).href);
  expect(printed.join('\n')).toMatch(outputs[name] ?? /^(happy|sad|fear|surprise) 0?\.?\d/);
});

test('there are programs of each guide', () => {
  expect(ofNode.length).toBeGreaterThan(8);
});
