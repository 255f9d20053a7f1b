import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumArguments } from '../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../scripts/findChromium.mjs';
import { pageDocument } from './support/bundledPage';
import { shareProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';
import { serveFolder } from './support/serveFolder';

/** A component that tells its state, and functions that load by the library. */
const program = `
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createWorkerClassifier } from '@ferkit/core/worker';
import { useEmotionClassifier } from '@ferkit/react';
import { createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

const image = createSyntheticFaces({ count: 7 }).image(3);

function Place() {
  const { status, runsIn, faces, error, workerError, classify, retry } = useEmotionClassifier({ backend: 'wasm', eager: false });
  globalThis.begin = () => classify(image);
  globalThis.retry = retry;
  globalThis.seen = { status, runsIn, faces: faces?.length ?? null, code: error?.code ?? error?.name ?? null, worker: workerError?.code ?? null };
  return status;
}

globalThis.inWorker = async () => {
  try {
    const classifier = await createWorkerClassifier({ backend: 'wasm' });
    const faces = await classifier.classify(image);
    classifier.dispose();
    return faces.length;
  } catch (error) {
    return error.code;
  }
};
const root = document.createElement('main');
document.body.append(root);
createRoot(root).render(createElement(Place));
`;

interface Seen {
  readonly status: string;
  readonly runsIn: string | null;
  readonly faces: number | null;
  readonly code: string | null;
  readonly worker: string | null;
}

declare const seen: Seen;
declare const begin: () => void;
declare const retry: () => void;
declare const inWorker: () => Promise<number | string>;

let project: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser;
beforeAll(async () => {
  project = await shareProject(inject('application'));
  await writeFiles(project, { 'index.html': pageDocument, 'page.js': program });
  await runWell(project, 'node', join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn');
  server = await serveFolder(join(project, 'dist'));
  browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
});
afterAll(async () => {
  await browser.close();
  server.stop();
  await rm(project, { recursive: true });
});

/** Opens the page, whose next request of a file fails. */
async function openWithout(file: RegExp): Promise<{ readonly page: Page; readonly failed: () => number }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.origin);
  await page.waitForFunction(() => 'begin' in globalThis);
  let failures = 0;
  await page.route(file, async (route) => {
    if (failures++ === 0) await route.abort('connectionreset');
    else await route.continue();
  });
  return { page, failed: () => failures };
}

async function reach(page: Page, status: string, faces: number | null): Promise<Seen> {
  const isReached = ([wanted, count]: [string, number | null]): boolean =>
    seen.status === wanted && seen.faces === count;
  await page.waitForFunction(isReached, [status, faces] as [string, number | null], { timeout: 60_000 });
  return page.evaluate(() => seen);
}

test("a component whose chunk did not load loads it again by retry, and then its worker's script", async () => {
  const { page, failed } = await openWithout(/loadClassifier-[^/]*\.js$/);
  await page.evaluate(() => begin());
  expect((await reach(page, 'error', null)).runsIn).toBeNull();
  await page.evaluate(() => retry());
  expect(await reach(page, 'ready', 1)).toMatchObject({ runsIn: 'worker', code: null, worker: null });
  expect(failed()).toBe(2);
});

test.each([
  ['script', /\/worker-[^/]*\.js$/],
  ['model', /\/model-[^/]*\.js$/],
])('a worker whose %s did not load is WORKER_FAILED, and starts when it is created again', async (_, file) => {
  const { page, failed } = await openWithout(file);
  expect(await page.evaluate(() => inWorker())).toBe('WORKER_FAILED');
  expect(await page.evaluate(() => inWorker())).toBe(1);
  expect(failed()).toBe(2);
});
