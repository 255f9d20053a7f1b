import * as tf from '@tensorflow/tfjs';
import {
  configureWasm,
  createClassifier,
  isFerError,
  type BackendChoice,
  type Classifier,
  type Refusal,
} from '@ferkit/core';
import { scenes } from '../../../stories/fixtures/scenes';

// What the tests beside call in a page; each answers with plain data.

configureWasm({ paths: '/' });

/** What came of a try: the best label of each face, or the code of the error. */
export interface Outcome {
  readonly labels?: readonly (string | null)[];
  readonly backend?: string;
  readonly refused?: readonly Refusal[];
  readonly code?: string;
}

async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    return { code: isFerError(error) ? error.code : String(error) };
  }
}

let classifier: Classifier | undefined;

/** Makes the classifier of the page anew. */
const create = (backend: BackendChoice): Promise<Outcome> =>
  outcomeOf(async () => {
    classifier?.dispose();
    classifier = undefined;
    classifier = await createClassifier({ backend });
    return { backend: classifier.backend.name, refused: classifier.backend.refused };
  });

const classify = (): Promise<Outcome> =>
  outcomeOf(async () => ({ labels: (await classifier!.classify(scenes.pair())).map(({ label }) => label) }));

/** Classifies until it fails, and says with what. */
const classifyUntilFailure = (): Promise<Outcome> =>
  outcomeOf(async () => {
    for (;;) await classifier!.classify(scenes.pair());
  });

/** Makes one gradient of an engine wrong, as drivers of some phones do: it is zero everywhere. */
async function breakGradient(engine: 'webgl'): Promise<void> {
  await tf.setBackend(engine);
  const { kernelFunc: fill } = tf.getKernel('Fill', engine);
  tf.unregisterKernel('Conv2DBackpropFilter', engine);
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: engine,
    kernelFunc: ({ backend, attrs }) => {
      const { filterShape } = attrs as { filterShape: number[] };
      return fill({ inputs: {}, backend, attrs: { shape: filterShape, value: 0, dtype: 'float32' } });
    },
  });
}

/** What the tests can call. */
export const ferkitTest = { create, classify, classifyUntilFailure, breakGradient };
declare global {
  interface Window {
    ferkitTest: typeof ferkitTest;
  }
}
window.ferkitTest = ferkitTest;
