import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPage } from './support/openPage';
import { layPage, strictPolicy } from './support/pageWithoutBundler';
import { serveFolder } from './support/serveFolder';

/** Events and errors that the page saw. */
interface Seen {
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
  await import('${address}');
  const early = labels(await first);
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
  return { early, heading, fault, afterRemoval, again, failure, backgrounds };
}
main().then(
  (result) => { document.body.dataset.result = JSON.stringify(result); },
  (error) => { document.body.dataset.result = JSON.stringify(String(error.stack)); },
);
`;

const expected: Seen = {
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
});

test('<ferkit-classifier> works from another host, as from a CDN', async () => {
  const installed = join(inject('application'), 'node_modules/@ferkit/core/dist/browser');
  const host = await serveFolder(installed, { headers: { 'Access-Control-Allow-Origin': '*' } });
  const page = await layPage(inject('application'), {
    'index.html': html,
    'page.js': program(`${host.origin}/ferkit-classifier.js`),
  });
  try {
    const { result } = await openPage(page);
    expect(result).toEqual(expected);
  } finally {
    host.stop();
    await rm(page, { recursive: true });
  }
});
