import { symlinkSync, mkdtempSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumArguments } from '../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../scripts/findChromium.mjs';
import { root } from './support/createProject';
import { runWell } from './support/run';
import { type ServedFolder, serveFolder } from './support/serveFolder';

let folder: string;
let served: ServedFolder;
let browser: Browser;
beforeAll(async () => {
  // Reference and components have builders and tests of their own.
  await runWell(root, process.execPath, 'site/build.mjs', '--only-pages');
  folder = mkdtempSync(join(tmpdir(), 'site-'));
  // A path below the host, as on pages of a project.
  symlinkSync(join(root, 'site/dist'), join(folder, 'project'), 'junction');
  served = await serveFolder(folder);
  browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
});
afterAll(async () => {
  await browser.close();
  served.stop();
  rmSync(folder, { recursive: true });
});

async function open(path: string, width = 1280) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(served.origin)) foreign.push(request.url());
  });
  await page.goto(`${served.origin}/project/${path}`);
  return { page, complaints, foreign };
}

test('the front page names the expression of a drawn face below a path, without a request to another host', async () => {
  const { page, complaints, foreign } = await open('index.html');
  await page.getByRole('img', { name: 'A drawn face that looks happy' }).first().waitFor();
  await page.locator('.answers').getByText('happy').first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Four drawn faces' }).click();
  await page.getByText('This picture, 4 faces').waitFor({ timeout: 60_000 });
  expect(await page.locator('.measured').innerText()).toMatch(/\d MB[^]*\d s[^]*\d ms[^]*in a worker/);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});

test('the search finds a guide, and leads to it', async () => {
  const { page, complaints } = await open('guides/index.html');
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('camera unavailable');
  await page
    .getByRole('link', { name: /CAMERA_UNAVAILABLE/ })
    .first()
    .click();
  await expect.poll(() => page.url()).toContain('guides/troubleshooting.html#camera_unavailable');
  expect(complaints).toEqual([]);
});

test.each(['index.html', 'guides/index.html', 'guides/browsers.html', 'guides/options.html'])(
  '%s fits a screen of 360 pixels',
  async (path) => {
    const { page } = await open(path, 360);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  },
);

test('each link between pages leads to a file', () => {
  const out = join(root, 'site/dist');
  const pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(30);
  const broken = pages.flatMap((path) =>
    [...readFileSync(join(out, path), 'utf8').matchAll(/(?:href|src)="([^"#?]+)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^[a-z]+:/.test(link) && !/(storybook|reference)\/index\.html$/.test(link))
      .filter((link) => !existsSync(join(out, dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  );
  expect(broken).toEqual([]);
});
