import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { afterEach, expect, test } from 'vitest';
import { chromiumArguments } from '../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../scripts/findChromium.mjs';
import { root, writeFiles } from './support/createProject';
import { installStarter } from './support/installStarter';
import { runFor, runWell } from './support/run';
import { serveFolder } from './support/serveFolder';
import { startServer } from './support/startServer';
import { choose, visitPage, visitStarter } from './support/visitStarter';
import { writePublicFiles } from './support/writePublicFiles';

/** Milliseconds of an installation and a build on a busy machine. */
const LIMIT = 900_000;
const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** Installs a starter, beside a drawn face in `public/picture.png`. */
async function prepare(name: string): Promise<{ readonly folder: string; readonly picture: string }> {
  const folder = await installStarter(name);
  folders.push(folder);
  await writePublicFiles(folder);
  return { folder, picture: join(folder, 'public/picture.png') };
}

async function build(folder: string): Promise<void> {
  const { code, stdout, stderr } = await runFor(LIMIT, folder, 'npm', 'run', 'build');
  expect(code, stdout + stderr).toBe(0);
}

const happy = [expect.objectContaining({ label: 'happy' })] as unknown;

/** The answer of a server to a form with a file. */
async function upload(address: string, content: string | Uint8Array<ArrayBuffer>): Promise<[number, unknown]> {
  const form = new FormData();
  form.set('photo', new Blob([content], { type: 'image/png' }), 'photo.png');
  const response = await fetch(address, { method: 'POST', body: form });
  return [response.status, await response.json()];
}

const read = async (path: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(path));
const unreadable = expect.objectContaining({ code: 'IMAGE_UNREADABLE' }) as unknown;

test(
  'Vite and React: the page classifies a chosen picture',
  async () => {
    const { folder, picture } = await prepare('vite-react');
    await build(folder);
    const { origin, stop } = await serveFolder(join(folder, 'dist'));
    try {
      expect(await visitStarter(origin, picture, 'Your own part of the page: happy')).toEqual([]);
    } finally {
      stop();
    }
  },
  LIMIT,
);

test(
  'film and session: one page analyses a chosen film, one records the camera after consent',
  async () => {
    const { folder } = await prepare('film-and-session');
    await build(folder);
    const { origin, stop } = await serveFolder(join(folder, 'dist'));
    try {
      const film = join(root, 'test/fixtures/films/pattern.webm');
      expect(await visitStarter(origin, film, 'The film is analysed')).toEqual([]);
      const session = visitPage(`${origin}/session.html`, async (page) => {
        await page.getByRole('button', { name: 'I agree' }).click();
        await page.getByRole('button', { name: 'Start camera' }).click();
        await page.getByRole('button', { name: 'Record over time' }).click({ timeout: 60_000 });
        await page.getByText('Show as table').waitFor({ timeout: 60_000 });
        await page.getByRole('button', { name: 'Withdraw, and delete the recording' }).click();
        await page.getByRole('button', { name: 'I agree' }).waitFor();
        expect(await page.getByText('Show as table').count()).toBe(0);
      });
      expect(await session).toEqual([]);
    } finally {
      stop();
    }
  },
  LIMIT,
);

test(
  'Next: the page classifies in the browser, and its route on the server',
  async () => {
    const { folder, picture } = await prepare('next-app');
    await build(folder);
    const command = ['next', 'start', '--port', '0', '--hostname', '127.0.0.1'] as const;
    const { origin, stop } = await startServer(folder, command, /Ready/);
    try {
      expect(await upload(`${origin}/api/faces`, await read(picture))).toEqual([200, happy]);
      expect(await upload(`${origin}/api/faces`, 'no picture')).toEqual([422, unreadable]);
      expect(await visitStarter(origin, picture, 'happy')).toEqual([]);
    } finally {
      stop();
    }
  },
  LIMIT,
);

test(
  'Fastify: an upload is answered with its faces, and a file that is no picture with status 422',
  async () => {
    const { folder, picture } = await prepare('fastify-upload');
    await writeFiles(folder, { 'start.mjs': "process.env.PORT = '0'; await import('./server.mjs');" });
    const { origin, stop } = await startServer(folder, ['node', 'start.mjs'], /listening/);
    try {
      expect(await upload(`${origin}/faces`, await read(picture))).toEqual([200, happy]);
      expect(await upload(`${origin}/faces`, 'no picture')).toEqual([422, unreadable]);
      const [tooLarge] = await upload(`${origin}/faces`, new Uint8Array(20_000_001));
      expect(tooLarge).toBe(413);
    } finally {
      stop();
    }
  },
  LIMIT,
);

test(
  'serverless function: its one file answers events in a folder by itself',
  async () => {
    const { folder, picture } = await prepare('serverless-function');
    await build(folder);
    const place = await mkdtemp(join(tmpdir(), 'ferkit-function-'));
    folders.push(place);
    await cp(join(folder, 'dist/handler.mjs'), join(place, 'handler.mjs'));
    const body = (await readFile(picture)).toString('base64');
    await writeFiles(place, {
      'call.mjs': `
        import { handler } from ${JSON.stringify(pathToFileURL(join(place, 'handler.mjs')).href)};
        const answers = [];
        for (const event of [{ body: ${JSON.stringify(body)}, isBase64Encoded: true }, { body: 'no picture' }]) {
          const { statusCode, body } = await handler(event);
          answers.push([statusCode, JSON.parse(body)]);
        }
        console.log(JSON.stringify(answers));`,
    });
    const answers = JSON.parse(await runWell(place, 'node', 'call.mjs')) as unknown;
    expect(answers).toEqual([
      [200, happy],
      [422, unreadable],
    ]);
  },
  LIMIT,
);

test(
  'browser extension: its panel classifies a chosen picture and the one of the context menu, without another host',
  async () => {
    const { folder, picture } = await prepare('browser-extension');
    await build(folder);
    const extension = join(folder, 'dist');
    const site = await serveFolder(join(folder, 'public'));
    const context = await chromium.launchPersistentContext('', {
      executablePath: await findChromium(),
      headless: true,
      args: [...chromiumArguments, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
      ignoreDefaultArgs: ['--disable-extensions', '--disable-component-extensions-with-background-pages'],
    });
    try {
      const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
      const panel = await context.newPage();
      const asked: string[] = [];
      panel.on('request', (request) => asked.push(request.url()));
      await panel.goto(new URL('panel.html', worker.url()).href);
      await choose(panel, picture, 'happy', []);
      const own = new URL('.', worker.url()).href;
      expect(asked.filter((address) => !address.startsWith(own) && !/^(blob|data):/.test(address))).toEqual([]);

      // A click in the menu itself is Chromium's: this is all that the background worker does after it.
      await panel.reload();
      await worker.evaluate(async (address) => {
        const { storage } = (globalThis as unknown as { chrome: { storage: { session: Storage } } }).chrome;
        await storage.session.set({ picture: address });
      }, `${site.origin}/picture.png`);
      await panel.getByText('happy').first().waitFor({ timeout: 60_000 });
      expect(asked).toContain(`${site.origin}/picture.png`);
    } finally {
      await context.close();
      site.stop();
    }
  },
  LIMIT,
);

/** The part of Chromium's extension API that the test uses. */
interface Storage {
  set(values: object): Promise<void>;
}
