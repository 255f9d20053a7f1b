// The process of privacy.test.ts: an async hook records all network resources that Node creates.
import { createHook } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import { get } from 'node:http';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createClassifier, createModel, evaluate, loadModel, saveModel, train } from '@ferkit/core';
import { drawScene } from '../../../stories/fixtures/drawScene';

/** Node's names of async resources for sockets, DNS lookups and datagrams. */
const REACHING = /^(?:TCP|TLS|UDP|PIPECONNECT|GETADDRINFO|GETNAMEINFO|QUERY|HTTP|QUIC|UNDICI)/;

const reached: string[] = [];
createHook({
  init: (_, type) => {
    if (REACHING.test(type)) reached.push(type);
  },
}).enable();

async function useEverything(folder: string): Promise<void> {
  const photo = drawScene(320, 240, [{ x: 158, y: 120, size: 180, expression: 'happy', seed: 3 }]);
  const classifier = await createClassifier({ backend: 'wasm' });
  console.log(`faces ${(await classifier.classify(photo)).length}`);
  await classifier.explain(photo, { patch: 24, stride: 24 });
  for await (const _ of classifier.classifyStream([photo, photo]));
  classifier.dispose();
  const faces = createSyntheticFaces({ count: 70 });
  const model = await createModel({ options: { stem: 4, widths: [4, 8] }, backend: 'wasm' });
  await train(model, faces, { epochs: 1, checkpoint: `${folder}/checkpoint` });
  const { samples } = await evaluate(model, faces.selectSplit('test'));
  console.log(`evaluated ${samples}`);
  await saveModel(model, folder);
  (await loadModel(folder, { backend: 'wasm' })).dispose();
  model.dispose();
  await rm(folder, { recursive: true });
}

/** Makes a request, so that the test can check the hook. */
const phoneHome = (): Promise<void> =>
  new Promise((resolve) => {
    get('http://localhost:9/', () => resolve()).on('error', () => resolve());
  });

const [what, folder] = process.argv.slice(2);
void (what === 'phone' ? phoneHome() : useEverything(folder!)).then(() =>
  console.log(`reached ${JSON.stringify(reached)}`),
);
