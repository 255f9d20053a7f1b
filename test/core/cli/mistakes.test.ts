// @vitest-environment node
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
// @ts-expect-error It comes without types.
import jsdom from 'jsdom';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { encodePng } from '../datasets/support/encodePng';
import { main } from '#core/cli/main';
import { saveModel } from '@ferkit/core';
import { createBrightness, createBrightnessModel } from '../support/brightnessNet';
import { createTestHost } from './support/createTestHost';

const { JSDOM } = jsdom as {
  readonly JSDOM: new (html: string, options: { readonly runScripts: 'dangerously' }) => { readonly window: Window };
};

/** Names that would break out of a page, its links or its reader's trust. */
const HOSTILE = [
  `"><script>alert(1)<&'.png`,
  'javascript:alert(1)#x?y.png',
  'innocent\u202egnp.exe.png',
  '100% %2e%2e&amp;.png',
];

let room: string;
const inRoom = (...names: string[]): string => join(room, ...names);
async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(['evaluate', '--backend', 'cpu', ...args], host);
  return { code, ...host.written };
}

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-mistakes-'));
  const model = await createBrightnessModel(['dark', 'bright']);
  await saveModel(model, inRoom('model'));
  model.dispose();
  // Eight dark and eight bright pictures; the four with hostile names are bright ones in the folder "dark".
  const right = createBrightness(
    ['dark', 'bright'],
    [
      ['dark', 0, 8],
      ['bright', 1, 8],
    ],
    2,
  );
  const wrong = createBrightness(['dark', 'bright'], [['dark', 1, HOSTILE.length]], 2);
  const files = [
    ...Array.from({ length: 16 }, (_, k) => [join(right.label(k), `${k}.png`), right.image(k)] as const),
    ...HOSTILE.map((name, k) => [join('dark', name), wrong.image(k)] as const),
  ];
  for (const [path, image] of files) {
    await mkdir(dirname(inRoom('photos', path)), { recursive: true });
    await writeFile(inRoom('photos', path), encodePng(image));
  }
});
afterAll(() => rm(room, { recursive: true, force: true }));

describe('evaluate --mistakes', () => {
  let page: Document;
  let printed: string;
  beforeAll(async () => {
    const { code, out, error } = await run(
      ...['--model', inRoom('model'), '--data', inRoom('photos'), '--split', 'all', '--mistakes', inRoom('checked')],
    );
    expect({ code, error: error.includes('Wrote ') }).toEqual({ code: 0, error: true });
    printed = out;
    page = new JSDOM(await readFile(inRoom('checked', 'mistakes.html'), 'utf8'), { runScripts: 'dangerously' }).window
      .document;
  });

  it('shows each wrong picture with its name, labels and scores, and prints the surest', () => {
    const [errors, mistakes] = page.querySelectorAll('ol');
    expect(mistakes!.children).toHaveLength(4);
    expect(errors!.children).toHaveLength(4);
    expect(mistakes!.textContent).toContain('labelled dark');
    expect(mistakes!.textContent).toContain('predicted bright');
    expect(mistakes!.textContent).toContain('likely a label error');
    expect(page.body.textContent).toContain('4 of 20 pictures are wrong');
    expect(printed).toContain('4 of 20 labels are likely wrong.');
  });

  it('holds its pictures, and loads nothing', () => {
    const sources = Array.from(page.images, ({ src }) => src);
    expect(sources).toHaveLength(8);
    for (const source of sources) expect(source).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(page.querySelectorAll('script, link, iframe')).toHaveLength(0);
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content');
    expect(policy).toContain("default-src 'none'");
  });

  it('shows hostile names as text, and links the files themselves', async () => {
    const links = Array.from(page.querySelectorAll('ol:last-of-type a'));
    const shown = links.map((link) => link.textContent).sort();
    expect(shown).toEqual(HOSTILE.map((name) => `dark/${name.replace('\u202e', String.raw`\u202e`)}`).sort());
    for (const link of links) {
      const href = link.getAttribute('href')!;
      expect(href).toMatch(/^\.\/\.\.\/photos\/dark\//);
      // The browser finds the file.
      const path = decodeURIComponent(new URL(href, `file://${resolve(inRoom('checked'))}/mistakes.html`).pathname);
      expect((await readFile(path)).length).toBeGreaterThan(0);
    }
  });
});

test('a page of a CSV names rows, without links', async () => {
  const out = inRoom('of-csv');
  const pixels = (shade: number, k: number): string =>
    Array.from({ length: 2304 }, (_, at) => shade + ((at + k) % 3)).join(' ');
  const rows = Array.from(
    { length: 12 },
    (_, k) => `${k % 2},${pixels(k === 3 ? 60 : k % 2 === 0 ? 60 : 190, k)},PrivateTest`,
  );
  await writeFile(inRoom('two.csv'), ['emotion,pixels,Usage', ...rows, ''].join('\n'));
  const args = ['--model', inRoom('model'), '--data', inRoom('two.csv'), '--label-names', 'dark,bright'];
  expect((await run(...args, '--mistakes', out)).code).toBe(0);
  const page = await readFile(join(out, 'mistakes.html'), 'utf8');
  expect(page).toContain('two.csv, row 3');
  expect(page).not.toContain('href');
});

test('the name of a file is refused before anything is read', async () => {
  const { code, error } = await run('--data', inRoom('photos'), '--mistakes', inRoom('page.html'));
  expect(code).toBe(2);
  expect(error).toContain('--mistakes takes a folder, into which it writes mistakes.html');
});
