/**
 * A program that trains in a worker thread and on its own one, and classifies in a worker that is idle when the program ends. It prints
 * {@link threadOutcome}.
 */
export const threadProgram = `
  import { createModel, createSyntheticFaces, train } from '@ferkit/core';
  import { createWorkerClassifier, trainInWorker } from '@ferkit/core/worker';

  const data = { train: createSyntheticFaces({ count: 32, seed: 1 }) };
  const options = { epochs: 2, batchSize: 16, seed: 3, workers: 1 };
  const build = () => createModel({ options: { stem: 4, widths: [4, 8] }, seed: 5 });
  const [here, there] = [await build(), await build()];
  const events = [];
  const expected = await train(here, data, options);
  const result = await trainInWorker(there, data, { ...options, onEvent: ({ type }) => events.push(type) });
  const lossesOf = ({ history }) => history.map(({ loss }) => loss);
  const isEqual = JSON.stringify(lossesOf(result)) === JSON.stringify(lossesOf(expected));
  const classifier = await createWorkerClassifier();
  const faces = [];
  for (const file of ['face.png', 'face.jpg']) faces.push((await classifier.classify(file)).length);
  // It is not disposed.
  console.log(JSON.stringify({ name: classifier.backend.name, faces, isEqual, reason: result.reason, events }));
`;

/** The output of {@link threadProgram} where everything works. */
export const threadOutcome = {
  name: 'wasm',
  faces: [1, 1],
  isEqual: true,
  reason: 'completed',
  events: ['start', 'batch', 'batch', 'epoch', 'batch', 'batch', 'epoch'],
};
