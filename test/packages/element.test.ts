import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { root } from './support/createProject';
import { openPage } from './support/openPage';
import { layPage, strictPolicy } from './support/pageWithoutBundler';
import { serveFolder } from './support/serveFolder';

/** Events and errors that the page saw. */
interface Seen {
  readonly place: { readonly runsIn: string; readonly workerError: unknown; readonly backend: string };
  readonly attributes: readonly string[];
  readonly parts: readonly string[];
  readonly early: readonly string[];
  readonly heading: string;
  readonly fault: string;
  readonly afterRemoval: string;
  readonly again: readonly string[];
  readonly failure: string;
  readonly backgrounds: readonly string[];
}

/** Uses the element as a page without a bundler does, from the address of its file. */
const program = (address: string): string => `
const next = (element, type) => new Promise((resolve) => element.addEventListener(type, ({ detail }) => resolve(detail), { once: true }));
const labels = (faces) => faces.map(({ label }) => label);
const until = async (find) => {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
async function main() {
  const element = document.querySelector('ferkit-classifier');
  // Before the element is defined.
  element.input = './picture.png';
  const first = next(element, 'result');
  const ready = next(document.body, 'ready');
  await import('${address}');
  const { classifier, runsIn, workerError } = await ready;
  const place = { runsIn, workerError, backend: classifier.backend.name };
  const early = labels(await first);
  await until(() => element.shadowRoot.querySelector('[part=score]'));
  const parts = [...new Set([...element.shadowRoot.querySelectorAll('[part]')].map((one) => one.getAttribute('part')))];
  const attributes = customElements.get('ferkit-classifier').observedAttributes;
  element.setAttribute('locale', 'de');
  const heading = await until(() => /Gesichtsausdruck/.exec(element.shadowRoot.textContent)?.[0]);

  element.remove();
  const afterRemoval = element.shadowRoot.textContent;
  const second = next(document.body, 'result');
  document.body.append(element);
  const again = labels(await second);

  const failed = next(element, 'error');
  element.input = './absent.png';
  const failure = (await failed).code;

  const other = document.createElement('ferkit-classifier');
  other.setAttribute('threshold', 'half');
  document.body.append(other);
  const fault = (await until(() => other.shadowRoot.querySelector('[role=alert]'))).textContent;
  other.removeAttribute('threshold');
  const backgrounds = [];
  for (const theme of ['light', 'dark']) {
    other.setAttribute('theme', theme);
    const figure = await until(() => other.shadowRoot.querySelector('.ferkit-classifier'));
    backgrounds.push(getComputedStyle(figure).backgroundColor);
  }
  return { place, attributes, parts, early, heading, fault, afterRemoval, again, failure, backgrounds };
}
main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

/** The names in the first column of a table of docs/browsers.md. */
async function documented(column: string): Promise<string[]> {
  const lines = (await readFile(join(root, 'docs/browsers.md'), 'utf8')).split('\n');
  const rows = lines.slice(lines.findIndex((line) => line.startsWith('| ') && line.includes(`| ${column} `)) + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).flatMap((row) => [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
}

const expected: Seen = {
  place: { runsIn: 'worker', workerError: null, backend: 'wasm' },
  attributes: expect.arrayContaining(['worker', 'eager', 'locale']) as string[],
  parts: expect.arrayContaining([
    'frame',
    'title',
    'picture',
    'results',
    'expression',
    'score',
    'bar',
    'notice',
  ]) as string[],
  early: ['happy'],
  heading: 'Gesichtsausdruck',
  fault: expect.stringContaining('Invalid value for the prop "threshold" of <EmotionClassifier>') as string,
  afterRemoval: '',
  again: ['happy'],
  failure: 'SOURCE_UNREADABLE',
  backgrounds: ['rgb(255, 255, 255)', 'rgb(18, 22, 28)'],
};

const html =
  '<!doctype html><html lang="en"><title>ferkit</title><body><ferkit-classifier backend="wasm"></ferkit-classifier><script type="module" src="./page.js"></script>';

let folder: string;
beforeAll(async () => {
  folder = await layPage(inject('application'), {
    'index.html': html,
    'page.js': program('./ferkit/ferkit-classifier.js'),
  });
});
afterAll(() => rm(folder, { recursive: true }));

test('<ferkit-classifier> works from one file of a static server, under a strict policy', async () => {
  const { result, complaints, foreign } = await openPage(folder, { headers: strictPolicy });
  expect(result).toEqual(expected);
  // The absent picture, and the wrong attribute.
  expect(complaints.filter((text) => !/absent\.png|Invalid value for the prop/.test(text))).toEqual([]);
  expect(foreign).toEqual([]);
  const { attributes, parts } = result as Seen;
  expect((await documented('prop of')).sort()).toEqual([...attributes, 'theme'].sort());
  const known = await documented('styled part');
  expect(parts.filter((name) => !known.includes(name))).toEqual([]);
});

test('the page of docs/browsers.md classifies, with a path in place of the address', async () => {
  const docs = await readFile(join(root, 'docs/browsers.md'), 'utf8');
  const [, snippet = ''] = /```html\n([^`]*<ferkit-classifier[^`]*)```/.exec(docs)!;
  const address = /https:[^"]*\/dist\/browser/;
  expect(snippet).toMatch(address);
  const page = await layPage(inject('application'), {
    'index.html': `<!doctype html><html lang="en"><title>ferkit</title><body>${snippet.replace(address, './ferkit')}<script src="./page.js"></script>`,
    'page.js': `
      const { log } = console;
      console.log = (...values) => { log(...values); document.body.dataset.result = JSON.stringify(values); };
      document.querySelector('ferkit-classifier').setAttribute('backend', 'wasm');
      document.querySelector('ferkit-classifier').input = './picture.png';`,
  });
  try {
    expect(await openPage(page)).toEqual({ result: [['happy']], complaints: [], foreign: [] });
  } finally {
    await rm(page, { recursive: true });
  }
});

/** Puts an element into the page and takes it away, twenty times, at each stage of its life; counts what stays. */
const lifeProgram = `
const open = { workers: 0, tracks: 0, listeners: 0 };
const NativeWorker = globalThis.Worker;
globalThis.Worker = class extends NativeWorker {
  constructor(...options) { super(...options); open.workers++; }
  terminate() { if (!this.isOver) open.workers--; this.isOver = true; super.terminate(); }
};
const canvas = document.createElement('canvas');
canvas.getContext('2d').fillRect(0, 0, 9, 9);
const streams = [];
navigator.mediaDevices.getUserMedia = async () => {
  const stream = canvas.captureStream(10);
  streams.push(stream);
  return stream;
};
// Of targets that outlive the element. A listener counts until it is removed, aborted, or called once.
const lasting = new Set([globalThis, document, document.documentElement, document.body, navigator.mediaDevices]);
const held = new Map();
const { addEventListener, removeEventListener } = EventTarget.prototype;
const keyOf = (type, options) => type + String(typeof options === 'boolean' ? options : Boolean(options?.capture));
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  if (lasting.has(target) && listener) {
    const key = keyOf(type, options);
    const found = held.get(listener) ?? held.set(listener, new Set()).get(listener);
    found.add(key);
    const forget = () => found.delete(key);
    if (options?.signal) addEventListener.call(options.signal, 'abort', forget, { once: true });
    if (options?.once) addEventListener.call(target, type, forget, { once: true });
  }
  return addEventListener.call(target, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
  const target = this ?? globalThis;
  if (lasting.has(target)) held.get(listener)?.delete(keyOf(type, options));
  return removeEventListener.call(target, type, listener, options);
};
const count = () => ({
  workers: open.workers,
  tracks: streams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live').length,
  listeners: [...held.values()].reduce((sum, { size }) => sum + size, 0),
});
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const until = async (find) => {
  for (let round = 0; round < 600; round++) {
    const found = find();
    if (found) return found;
    await pause(50);
  }
  throw new Error('Waited in vain for ' + find);
};

async function live(round, most) {
  const element = document.createElement('ferkit-classifier');
  element.setAttribute('backend', 'wasm');
  element.setAttribute('sources', 'webcam');
  const ready = new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
  document.body.append(element);
  // Removed at once, while it loads, when it is ready, and while it follows the camera.
  const stage = round % 4;
  if (stage === 1) await pause(100);
  if (stage >= 2) await ready;
  if (stage === 3) {
    (await until(() => [...element.shadowRoot.querySelectorAll('button')].find((one) => one.textContent === 'Start camera'))).click();
    await until(() => count().tracks > 0);
  }
  const now = count();
  most.workers = Math.max(most.workers, now.workers);
  most.tracks = Math.max(most.tracks, now.tracks);
  element.remove();
}

async function main() {
  await import('./ferkit/ferkit-classifier.js');
  const most = { workers: 0, tracks: 0 };
  for (let round = 0; round < 4; round++) await live(3 - round, most);
  await until(() => count().workers === 0 && count().tracks === 0);
  await pause(500);
  const before = count();
  for (let round = 0; round < 20; round++) await live(round, most);
  await until(() => count().workers === 0 && count().tracks === 0);
  await pause(500);
  return { before, after: count(), most, elements: document.querySelectorAll('ferkit-classifier').length };
}
main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

test('<ferkit-classifier> leaves no worker, camera or listener behind, whenever it is removed', async () => {
  const page = await layPage(inject('application'), {
    'index.html':
      '<!doctype html><html lang="en"><title>ferkit</title><body><script type="module" src="./page.js"></script>',
    'page.js': lifeProgram,
  });
  try {
    const { result } = await openPage(page, { patience: 150_000 });
    const { before, after, most } = result as Readonly<Record<string, Readonly<Record<string, number>>>>;
    // Each was seen, so that none is missed.
    expect(most).toEqual({ workers: expect.any(Number) as number, tracks: 1 });
    expect(most!.workers).toBeGreaterThan(0);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ workers: 0, tracks: 0 });
  } finally {
    await rm(page, { recursive: true });
  }
});

test('<ferkit-classifier> works from another host, as from a CDN', async () => {
  const installed = join(inject('application'), 'node_modules/@ferkit/core/dist');
  const host = await serveFolder(installed, { headers: { 'Access-Control-Allow-Origin': '*' } });
  const page = await layPage(inject('application'), {
    'index.html': html,
    'page.js': program(`${host.origin}/browser/ferkit-classifier.js`),
  });
  try {
    const { result } = await openPage(page);
    expect(result).toEqual(expected);
  } finally {
    host.stop();
    await rm(page, { recursive: true });
  }
});
