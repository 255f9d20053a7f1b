import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestPage, type TestPage } from './support/openTestPage';
import { isLong } from './support/report';
import { buildProgram, startChild } from './support/startChild';
import { watchCamera } from './support/watchCamera';

let program: string;
beforeAll(async () => {
  program = await buildProgram('privacyChild');
});

async function reachOf(...args: readonly string[]): Promise<{ lines: readonly string[]; reached: readonly string[] }> {
  const child = startChild(program, args);
  expect(await child.ended).toEqual({ code: 0, signal: null, error: '' });
  const last = child.lines.at(-1)!;
  expect(last).toMatch(/^reached /);
  return { lines: child.lines, reached: JSON.parse(last.slice('reached '.length)) as readonly string[] };
}

test('in Node, loading, classifying, explaining, training and saving open no socket and look up no name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-privacy-'));
  const { lines, reached } = await reachOf('use', folder);
  expect(lines).toEqual(expect.arrayContaining(['faces 1', expect.stringMatching(/^evaluated [1-9]/)]));
  expect(reached).toEqual([]);
});

test('in Node, a request is detected (control)', async () => {
  const { reached } = await reachOf('phone');
  expect(reached).toEqual(expect.arrayContaining(['GETADDRINFOREQWRAP', 'TCPCONNECTWRAP']));
});

const strictPolicy = { 'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

describe('in Chromium', () => {
  const patience = 300_000;
  let opened: TestPage | undefined;
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  /** Uses everything including the camera. @returns the number of results that have a face */
  async function useEverything({ page }: TestPage): Promise<number> {
    await page.evaluate(() => window.ferkitTest.loadEverything());
    const found = await page.evaluate(() => window.ferkitTest.useEverything());
    await watchCamera(page, 3, true);
    expect((await page.evaluate(() => window.ferkitTest.held())).errors).toEqual([]);
    return found;
  }

  test(
    'an isolated page and its workers only request scripts of their own host, and none once all are loaded',
    async () => {
      opened = await openTestPage({ headers: isolation });
      const { page, origin, requests, complaints } = opened;
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      const found = await useEverything(opened);
      // Two faces on the page and in the worker: classified, explained, and found in two frames.
      expect(found).toBe(2 * 2 * 4);
      const file = new RegExp(`^GET ${origin}/(?:[\\w.-]+\\.js|favicon\\.ico)?$`);
      expect(requests.filter((request) => !file.test(request))).toEqual([]);

      const loaded = requests.length;
      await page.context().setOffline(true);
      expect(await page.evaluate(() => window.ferkitTest.useEverything())).toBe(found);
      expect(requests.slice(loaded)).toEqual([]);
      expect(complaints).toEqual([]);
    },
    patience,
  );

  test(
    'a request is detected on the page and in a worker (control)',
    async () => {
      opened = await openTestPage();
      const { page, requests } = opened;
      const address = 'http://127.0.0.1:9/home?face=1';
      await page.evaluate((where) => window.ferkitTest.phone(where), address);
      await expect
        .poll(() => requests.filter((request) => request === `GET ${address}`).length, { timeout: 30_000 })
        .toBe(2);
    },
    patience,
  );

  const strict = ['', strictPolicy, false] as const;
  const strictAndIsolated = [' with cross-origin isolation', { ...strictPolicy, ...isolation }, true] as const;
  test.each(isLong ? [strict, strictAndIsolated] : [strict])(
    'a page under a strict content security policy%s and its workers run all functions, in long mode also on GPUs',
    async (_, headers, isolated) => {
      opened = await openTestPage({ headers });
      const { page, complaints } = opened;
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
      expect(await useEverything(opened)).toBe(2 * 2 * 4);
      for (const backend of isLong ? (['webgl', 'webgpu'] as const) : []) {
        expect(await page.evaluate((name) => window.ferkitTest.create(name), backend)).toMatchObject({ backend });
        expect((await page.evaluate(() => window.ferkitTest.classify())).labels).toHaveLength(1);
      }
      expect(await page.evaluate(() => window.ferkitTest.violations)).toEqual([]);
      expect(complaints).toEqual([]);
    },
    patience,
  );

  test(
    'a violation is detected on the page and in its workers (control)',
    async () => {
      opened = await openTestPage({ headers: strictPolicy });
      const { page } = opened;
      await page.evaluate(() => window.ferkitTest.phone('http://127.0.0.1:9/'));
      await expect
        .poll(() => page.evaluate(() => window.ferkitTest.violations.toSorted()), { timeout: 30_000 })
        .toEqual(['page: connect-src http://127.0.0.1:9/', 'worker: connect-src http://127.0.0.1:9/']);
    },
    patience,
  );
});
