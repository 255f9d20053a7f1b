import { type Browser, chromium } from 'playwright';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallbackEvent } from '@ferkit/core';
import { main } from '#core/cli/main';
import { WatchPage } from '#core/cli/reportPage/WatchPage';
import { chromiumArguments } from '../../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../../scripts/findChromium.mjs';
import { createTestHost } from './support/createTestHost';

const PATIENCE = 240_000;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
});
afterAll(() => browser.close());

/** The end of an epoch of a run with two labels. */
const epoch = (number: number): CallbackEvent => ({
  type: 'epoch',
  epoch: number,
  epochs: 3,
  seconds: 1,
  learningRate: 0.001,
  train: { loss: 2 / number, accuracy: 0.3 * number },
  validation: { loss: 2.2 / number, accuracy: 0.25 * number, macroF1: 0.2 },
  best: true,
  confusion: { labels: ['happy', 'sad'], counts: [[3 + number, 1], [2, 4]] }, // prettier-ignore
});

test('the page follows the run, and keeps its last state when the run has ended', async () => {
  const watched = await WatchPage.open('Training in runs/<mine>');
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  watched.onEvent(epoch(1));
  await page.goto(watched.url);
  expect(await page.title()).toBe('Training in runs/<mine>');
  await page.getByText('epoch 1 of 3').waitFor();
  watched.onEvent(epoch(2));
  await page.getByText('epoch 2 of 3').waitFor();
  expect(await page.getByRole('heading').allTextContents()).toEqual([
    'Training in runs/<mine>',
    'Training',
    'Confusion matrix',
  ]);
  await page.getByRole('gridcell', { name: /^happy predicted correctly/ }).hover();
  await page.getByText(/^happy predicted correctly: .*5/).waitFor();
  const { url } = watched;
  await watched.close();
  await page.getByText('The run has ended.').waitFor();
  expect(await page.getByRole('gridcell', { name: /^happy predicted correctly/ }).isVisible()).toBe(true);
  await expect(fetch(url)).rejects.toThrow();
  expect(complaints).toEqual([]);
  await page.close();
});

test('other names of the address and other paths are refused', async () => {
  const watched = await WatchPage.open('a run');
  const statusOf = (path: string, host?: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(new URL(path, watched.url), host === undefined ? {} : { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
  try {
    expect(watched.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await statusOf('/events', 'rebound.example')).toBe(403);
    expect(await statusOf('/etc/passwd')).toBe(404);
  } finally {
    await watched.close();
  }
});

test(
  'train --watch prints the address, shows the run there, and closes the page with the run',
  async () => {
    const room = await mkdtemp(join(tmpdir(), 'ferkit-watch-'));
    try {
      const host = createTestHost();
      const recipe = ['--synthetic', '--count', '140', '--epochs', '8', '--network', '{"stem":4,"widths":[4,8]}'];
      const run = main(['train', ...recipe, '--backend', 'wasm', '--watch', '--out', join(room, 'run')], host);
      await expect.poll(() => host.written.error, { timeout: 60_000 }).toContain('To watch: http://127.0.0.1:');
      const [url] = /http:\S+/.exec(host.written.error)!;
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByRole('heading', { name: 'Confusion matrix' }).waitFor({ timeout: 60_000 });
      expect(await run).toBe(0);
      await page.getByText('The run has ended.').waitFor();
      await expect(fetch(url)).rejects.toThrow();
      expect(await readFile(join(room, 'run', 'run.json'), 'utf8')).not.toContain('watch');
      await page.close();
    } finally {
      await rm(room, { recursive: true, force: true });
    }
  },
  PATIENCE,
);
