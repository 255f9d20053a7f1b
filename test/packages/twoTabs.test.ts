import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumArguments } from '../../scripts/chromiumArguments.mjs';
import { findChromium } from '../../scripts/findChromium.mjs';
import { pageDocument } from './support/bundledPage';
import { shareProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';
import { serveFolder } from './support/serveFolder';

/** Trains with the default checkpoint, as the panels do, for as many epochs as the address says. */
const program = `
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { useTraining } from '@ferkit/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const epochs = Number(new URLSearchParams(location.search).get('epochs'));
const data = createSyntheticFaces({ count: 70, size: 32 });

function Training() {
  const training = useTraining({ epochs, backend: 'wasm' });
  globalThis.act = (name) => training[name](data);
  const { status, canResume, runsIn, history, error } = training;
  globalThis.seen = { status, canResume, runsIn, epochs: history.length, code: error?.code ?? null };
  return status;
}

const root = document.createElement('main');
document.body.append(root);
createRoot(root).render(createElement(Training));
`;

interface Seen {
  readonly status: string;
  readonly canResume: boolean;
  readonly runsIn: string | null;
  readonly epochs: number;
  readonly code: string | null;
}

declare const act: (name: string) => void;
declare const seen: Seen;

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('application'));
});
afterAll(() => rm(project, { recursive: true }));

/** Acts in a tab, and waits for a state. */
async function actIn(tab: Page, action: string, status: string, leastEpochs = 0): Promise<Seen> {
  await tab.evaluate((name) => act(name), action);
  const isReached = ([wanted, least]: [string, number]): boolean => seen.status === wanted && seen.epochs >= least;
  await tab.waitForFunction(isReached, [status, leastEpochs] as [string, number], { timeout: 90_000 });
  return tab.evaluate(() => seen);
}

async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.waitForFunction(() => 'act' in globalThis);
  return tab;
}

test('of two tabs that train with one checkpoint, one trains at a time, and none goes on from what the other removed', async () => {
  await writeFiles(project, { 'index.html': pageDocument, 'page.js': program });
  await runWell(project, 'node', join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn');
  const { origin, stop } = await serveFolder(join(project, 'dist'));
  const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumArguments });
  try {
    const context = await browser.newContext();
    const long = await openTab(context, `${origin}/?epochs=100000`);
    const short = await openTab(context, `${origin}/?epochs=1`);
    expect(await actIn(long, 'start', 'running', 1)).toMatchObject({ runsIn: 'worker', code: null });
    expect(await actIn(short, 'start', 'error')).toMatchObject({ code: 'STORAGE_BUSY', canResume: false });
    expect(await actIn(long, 'stop', 'stopped')).toMatchObject({ canResume: true });
    expect(await actIn(short, 'start', 'finished')).toMatchObject({ epochs: 1, code: null });
    expect(await actIn(long, 'resume', 'error')).toMatchObject({ code: 'CHECKPOINT_CORRUPT', canResume: false });
    expect(await actIn(long, 'start', 'running', 1)).toMatchObject({ code: null });
  } finally {
    await browser.close();
    stop();
  }
});
