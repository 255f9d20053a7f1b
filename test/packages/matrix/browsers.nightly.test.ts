import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { findFirefox } from '../support/findFirefox';
import { type BrowserOutcome, openInFirefox, reportProgram } from '../support/openInFirefox';
import { findWebKit, openInWebKit } from '../support/openInWebKit';
import {
  type Everything,
  everythingProgram,
  isolation,
  layComponents,
  layPage,
  scriptDocument,
  serviceProgram,
  strictPolicy,
  visitService,
} from '../support/pageWithoutBundler';
import { visitClassifier } from '../support/visitClassifier';

type Headers = Readonly<Record<string, string>>;
type Open = (folder: string, headers?: Headers) => Promise<BrowserOutcome>;

const firefox = findFirefox();
const webKit = findWebKit();
const browsers: readonly { readonly name: string; readonly open: Open | undefined; readonly missing?: string }[] = [
  {
    name: 'Firefox',
    open: firefox === undefined ? undefined : (folder, headers) => openInFirefox(firefox, folder, headers),
    missing: 'none is installed (Debian: apt-get install firefox-esr, or set FIREFOX_PATH)',
  },
  {
    name: 'WebKit',
    open: typeof webKit === 'string' ? undefined : (folder, headers) => openInWebKit(webKit, folder, headers),
    missing: typeof webKit === 'string' ? webKit : '',
  },
];
for (const { name, open, missing } of browsers) {
  if (open === undefined) console.info(`${name} is not tested: ${missing}.`);
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** A page whose outcome is reported to the server. */
async function lay(files: Headers, head = ''): Promise<string> {
  const folder = await layPage(inject('application'), {
    'report.js': reportProgram,
    'index.html': scriptDocument(`${head}<script src="./report.js"></script>`),
    ...files,
  });
  folders.push(folder);
  return folder;
}

function resultOf({ result, foreign }: BrowserOutcome): unknown {
  if (typeof result === 'string') throw new Error(`The page failed: ${result}`);
  expect(foreign).toEqual([]);
  return result;
}

/** Asks for each engine, and says which are there. */
const enginesProgram = `
import { diagnoseBackends } from './ferkit/ferkit.js';
const statuses = await diagnoseBackends();
const camera = navigator.mediaDevices?.getUserMedia === undefined ? 'none' : 'there';
document.body.dataset.result = JSON.stringify({ statuses, camera });
`;

/** A page with the classifier component, which gets its props, and a script of a visitor. */
async function layComponent(props: string, visitor: string, functions = ''): Promise<string> {
  const page = `
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { EmotionClassifier } from '@ferkit/react';
${functions}
createRoot(document.getElementById('root')).render(createElement(EmotionClassifier, ${props}));
`;
  const folder = await lay({ 'page.js': page, 'visitor.js': visitor });
  const map = await layComponents(inject('application'), folder);
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><title>ferkit</title><script type="importmap">${map}</script>
<script src="./report.js"></script><link rel="stylesheet" href="./components/styles/emotion-classifier.css">
<div id="root"></div><script type="module" src="./page.js"></script>
<script type="module" src="./visitor.js"></script></html>`,
  );
  return folder;
}

describe.each(browsers)('$name', ({ name, open }) => {
  test.skipIf(open === undefined).each([
    ['a plain page', {}],
    ['an isolated page under a strict policy', { ...strictPolicy, ...isolation }],
  ])(
    'classifies a picture and trains on %s, and in workers',
    async (_, headers) => {
      const outcome = await open!(await lay({ 'page.js': everythingProgram('./ferkit/ferkit.js') }), headers);
      const { found, device, losses } = resultOf(outcome) as Everything;
      expect(outcome.complaints).toEqual([]);
      expect(found[0]![0]!.label).toBe('happy');
      expect(found[1]).toEqual(found[0]);
      expect(losses[1]).toEqual(losses[0]);
      expect(device).toMatch(/^WebAssembly, (relaxed )?SIMD, 1 thread$/);
      console.info(`${name}: ${device}; ${outcome.agent}`);
    },
    300_000,
  );

  test.skipIf(open === undefined)(
    'says of each engine whether it runs, and wasm does',
    async () => {
      const outcome = await open!(await lay({ 'page.js': enginesProgram }));
      const { statuses, camera } = resultOf(outcome) as {
        readonly statuses: readonly Readonly<Record<'name' | 'device' | 'reason', string> & { available: boolean }>[];
        readonly camera: string;
      };
      expect(statuses.map((status) => status.name)).toEqual(['webgpu', 'webgl', 'wasm', 'cpu']);
      expect(statuses.filter(({ available }) => available).map((status) => status.name)).toEqual(
        expect.arrayContaining(['wasm', 'cpu']),
      );
      const lines = statuses.map((status) => `${status.name}: ${status.available ? status.device : status.reason}`);
      console.info(`${name}: ${lines.join('; ')}; camera ${camera}`);
    },
    300_000,
  );

  test.skipIf(open === undefined)(
    'classifies in a service worker with the single file, or has no service workers that are modules',
    async () => {
      const service = serviceProgram('ferkit.single.js');
      const { result } = await open!(await lay({ 'page.js': visitService, 'service.js': service }));
      console.info(`${name}: service worker ${JSON.stringify(result)}`);
      if (typeof result === 'string') expect(result).toMatch(/module/i);
      else expect(result).toMatchObject({ labels: ['happy'] });
    },
    300_000,
  );

  test.skipIf(open === undefined)(
    'shows the components, which classify a chosen picture',
    async () => {
      const visitor = `${visitClassifier}\ndocument.body.dataset.result = JSON.stringify(await chooseAndRead());`;
      const outcome = await open!(await layComponent("{ backend: 'wasm' }", visitor));
      expect(resultOf(outcome)).toMatchObject({ error: null, faces: 1, scores: 7, isStyled: '12px' });
      expect(outcome.complaints).toEqual([]);
    },
    300_000,
  );

  test.skipIf(open === undefined)(
    'shows the components, which classify the frames of a camera',
    async () => {
      const props = `{ backend: 'wasm', source: 'webcam', onResult: () => count(), onError: (error) => fail(error) }`;
      const functions = `
let frames = 0;
const count = () => { if (++frames === 5) document.body.dataset.result = JSON.stringify({ frames }); };
const fail = (error) => { document.body.dataset.result = JSON.stringify(String(error)); };`;
      const visitor = `
const until = async (find) => {
  while (!find()) await new Promise((resolve) => setTimeout(resolve, 50));
  return find();
};
const button = () => [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes('Start camera'));
(await until(button)).click();`;
      expect(resultOf(await open!(await layComponent(props, visitor, functions)))).toEqual({ frames: 5 });
    },
    300_000,
  );
});
