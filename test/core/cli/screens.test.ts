import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScreen, LiveLine } from '#core/cli/Screen';
import { encodePng } from '../datasets/support/encodePng';
import { commands } from '#core/cli/commands';
import { main } from '#core/cli/main';
import { countOf } from '#core/cli/render/formatNumber';
import { cutLine, showText, widthOf } from '#core/cli/render/showText';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';

let room: string;
let model: string;
let image: string;

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-screens-'));
  model = await saveTinyModel(join(room, 'model'));
  image = join(await writeTinyImages(join(room, 'images'), 3), '0000.png');
});
afterAll(() => rm(room, { recursive: true }));

const WIDTHS = [0, undefined, 1, 2, 20, 43, 44, 45, 56, 80, 500];

describe('every screen fits any terminal', () => {
  test.each(WIDTHS)('a drawn face, with a width of %s', async (columns) => {
    const host = createTestHost({ isTTY: true, columns });
    const code = await main(['predict', '--model', model, '--whole', '--backend', 'cpu', image], host);
    expect(host.written.error).toBe('');
    expect(code).toBe(0);
    const out = stripVTControlCharacters(host.written.out);
    expect(out).toContain('0000.png: ');
    expect(out).toContain('▀');
    expect(out.match(/ %/g)).toHaveLength(3);
  });

  test.each(WIDTHS)('help, counts, reports and progress, with a width of %s', async (columns) => {
    for (const args of [
      ['--help'],
      ['train', '--help'],
      ['inspect', '--synthetic', '--count', '21'],
      ['evaluate', '--synthetic', '--count', '42', '--backend', 'wasm'],
      ['model', 'list'],
    ]) {
      const host = createTestHost({ isTTY: true, columns });
      expect({ args, code: await main(args, host) }).toEqual({ args, code: 0 });
      const width = columns === undefined || columns === 0 ? 80 : columns;
      // Lines that are drawn in place must not wrap.
      for (const line of host.written.error.split(/\r|\n/).map(stripVTControlCharacters)) {
        expect(line.length).toBeLessThan(Math.max(width, 1));
      }
    }
  });

  test.each([32, 40, 60, 80, 200])(
    'help fills %i columns, but for commands and words that are longer',
    async (columns) => {
      for (const args of [['--help'], ...commands.map(({ name }) => [name, '--help'])]) {
        const host = createTestHost({ isTTY: true, columns });
        expect(await main(args, host)).toBe(0);
        const lines = stripVTControlCharacters(host.written.out).split('\n');
        const long = lines.filter((line) => line.length > columns && !/^ {2}(ferkit |-)/.test(line));
        expect(long.filter((line) => line.trim().includes(' '))).toEqual([]);
        expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
      }
    },
  );

  test('a line drawn in place keeps its colours whole when it is cut', () => {
    let written = '';
    const stream = { isTTY: true, columns: 10, getColorDepth: () => 24, write: (text: string) => (written += text) };
    const screen = createScreen(stream, {});
    new LiveLine(screen).update(() => screen.style.bold('a bold beginning') + screen.style.dim('and more'));
    expect(stripVTControlCharacters(written).replace('\r', '')).toBe('a bold be');
    expect(written.endsWith('\u001b[0m')).toBe(true);
  });

  test.each([
    ['日本語', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 2],
    ['\u001b[1mbold\u001b[0m', 4],
  ])('the width of %j is %i columns', (text, width) => expect(widthOf(text)).toBe(width));

  test('a cut line is no wider than it may be', () => expect(cutLine('日本語', 5)).toBe('日本'));
});

/** Names that steer a terminal or mislead its reader, and their form on a screen. */
const NAMES: readonly (readonly [name: string, shown: string])[] = [
  ['red\u001b[31m.png', String.raw`red\x1b[31m.png`],
  ['title\u001b]0;owned\u0007.png', String.raw`title\x1b]0;owned\x07.png`],
  ['two\nlines.png', String.raw`two\nlines.png`],
  ['back\r\b\t.png', String.raw`back\r\x08\t.png`],
  ['gpj\u202e.png', String.raw`gpj\u202e.png`],
  ['hidden\u200b\u2066.png', String.raw`hidden\u200b\u2066.png`],
  ['c1\u009b31m.png', String.raw`c1\x9b31m.png`],
];

test.each(NAMES)('%j is shown as %s', (name, shown) => expect(showText(name)).toBe(shown));

describe('names of files and labels', () => {
  const scary = NAMES.map(([name]) => name);
  let folder: string;
  beforeAll(async () => {
    folder = join(room, 'scary');
    await mkdir(folder);
    const pixels = new Uint8Array(256).fill(90);
    for (const name of scary) await writeFile(join(folder, name), encodePng({ pixels, width: 16, height: 16 }));
    await writeFile(join(folder, 'bad\u001b[2J.png'), 'no image');
  });

  test.each([false, true])('are escaped by predict, on a terminal: %s', async (isTTY) => {
    const host = createTestHost({ isTTY });
    expect(await main(['predict', '--model', model, '--whole', '--backend', 'cpu', folder], host)).toBe(1);
    const printed = host.written.out + host.written.error;
    for (const [name, shown] of NAMES) {
      expect(printed).not.toContain(name);
      expect(host.written.out).toContain(shown);
    }
    expect(host.written.error).toContain(String.raw`bad\x1b[2J.png`);
    expect(host.written.out.trimEnd().split('\n')).toHaveLength(NAMES.length);
  });

  test('are exact in JSON and CSV', async () => {
    const json = createTestHost();
    await main(['predict', '--model', model, '--whole', '--backend', 'cpu', '--format', 'json', folder], json);
    const files = (JSON.parse(json.written.out) as { file: string }[]).map(({ file }) => file.slice(folder.length + 1));
    expect(files).toEqual(expect.arrayContaining(scary));
    const csv = createTestHost();
    await main(['predict', '--model', model, '--whole', '--backend', 'cpu', '--format', 'csv', folder], csv);
    for (const name of scary) expect(csv.written.out).toContain(join(folder, name));
  });

  test('are escaped in errors and in the facts of a dataset', async () => {
    const faces = join(room, 'labels');
    for (const label of ['a\u001b[31m', 'b\u202e']) {
      await mkdir(join(faces, label), { recursive: true });
      await writeFile(join(faces, label, '1.png'), encodePng({ pixels: new Uint8Array(256), width: 16, height: 16 }));
    }
    const host = createTestHost({ isTTY: true, colourBits: 1 });
    expect(await main(['inspect', faces], host)).toBe(0);
    expect(host.written.out).toContain(String.raw`a\x1b[31m`);
    expect(host.written.out).toContain(String.raw`b\u202e`);
    const missing = createTestHost();
    expect(await main(['inspect', 'no\u001b[31mthing\n.csv'], missing)).toBe(1);
    expect(missing.written.error).toContain(String.raw`no\x1b[31mthing\n.csv`);
    expect(missing.written.error.trimEnd().split('\n')).toHaveLength(1);
  });
});

test.each([
  [0, '0 epochs'],
  [1, '1 epoch'],
  [1234, '1,234 epochs'],
])('%i is %s', (count, words) => expect(countOf(count, 'epoch')).toBe(words));

test('--quiet leaves results and errors only', async () => {
  const args = ['evaluate', '--synthetic', '--count', '42', '--backend', 'wasm', '--labels', 'happy,sad'];
  const [loud, quiet] = [createTestHost({ isTTY: true }), createTestHost({ isTTY: true })];
  await main(args, loud);
  await main([...args, '--quiet'], quiet);
  expect(loud.written.error).not.toBe('');
  expect(quiet.written).toEqual({ out: loud.written.out, error: '' });
});
