import * as tf from '@tensorflow/tfjs';
import {
  createClassifier,
  createModel,
  createSyntheticFaces,
  evaluate,
  isFerError,
  loadModel,
  removeCheckpoint,
  saveModel,
  train,
  type BackendChoice,
  type Classifier,
  type Refusal,
} from '@ferkit/core';
import { createWorkerClassifier, trainInWorker } from '@ferkit/core/worker';
import { EmotionClassifier } from '@ferkit/react';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { scenes } from '../../../stories/fixtures/scenes';

// Functions that the tests call in a page. Each returns plain data.

/** Outcome of a call: the best label of each face, or the error code. */
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

const face = createSyntheticFaces({ count: 7 }).image(3);

let classifier: Classifier | undefined;

/** Recreates the page's classifier, without face detection: its many shaders take SwiftShader minutes to compile. */
const create = (backend: BackendChoice): Promise<Outcome> =>
  outcomeOf(async () => {
    classifier?.dispose();
    classifier = undefined;
    classifier = await createClassifier({ backend, faces: false });
    return { backend: classifier.backend.name, refused: classifier.backend.refused };
  });

const classify = (): Promise<Outcome> =>
  outcomeOf(async () => ({ labels: (await classifier!.classify(face)).map(({ label }) => label) }));

/** Classifies until an error occurs. @returns its code */
const classifyUntilFailure = (): Promise<Outcome> =>
  outcomeOf(async () => {
    for (;;) await classifier!.classify(face);
  });

const startWorker = (): Worker => new Worker('/worker.js', { type: 'module' });

let everywhere: readonly Classifier[] = [];

/** Creates classifiers on the page and in a worker, and trains in another worker, which fetches its scripts again. */
async function loadEverything(): Promise<void> {
  everywhere = [
    await createClassifier({ backend: 'wasm' }),
    await createWorkerClassifier({ worker: startWorker(), backend: 'wasm' }),
  ];
  const model = await createModel({ options: { stem: 4, widths: [4, 8] }, backend: 'wasm' });
  await trainInWorker(model, createSyntheticFaces({ count: 35 }), { epochs: 1, worker: startWorker() });
  model.dispose();
}

/** Calls all functions with the loaded classifiers. @returns the number of results that have a face */
async function useEverything(): Promise<number> {
  const photo = scenes.pair();
  let found = 0;
  for (const each of everywhere) {
    found += (await each.classify(photo)).length;
    found += (await each.explain(photo, { patch: 24, stride: 24 })).length;
    for await (const faces of each.classifyStream([photo, photo])) found += faces.length;
  }
  const faces = createSyntheticFaces({ count: 70 });
  const model = await createModel({ options: { stem: 4, widths: [4, 8] }, backend: 'wasm' });
  await train(model, faces, { epochs: 1, checkpoint: 'indexeddb:run' });
  await removeCheckpoint('indexeddb:run');
  await evaluate(model, faces.selectSplit('test'));
  await saveModel(model, 'indexeddb:model');
  (await loadModel('indexeddb:model', { backend: 'wasm' })).dispose();
  model.dispose();
  return found;
}

/** Requests an address on the page and in a worker. */
async function phone(address: string): Promise<void> {
  startWorker().postMessage(address);
  await fetch(address).catch(() => undefined);
}

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  violations.push(`page: ${effectiveDirective} ${blockedURI}`);
});
new BroadcastChannel('violations').onmessage = ({ data }: MessageEvent<string>) => void violations.push(data);

/** Replaces the filter gradient of a backend by zeros, as faulty drivers of some phones compute it. */
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

let gpuBuffers = 0;
/** Counts live WebGPU buffers: created and not destroyed. */
function countGpuBuffers(): void {
  const create = Reflect.get(GPUDevice.prototype, 'createBuffer');
  GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
    const buffer = create.call(this, descriptor);
    const destroy = buffer.destroy.bind(buffer);
    let isLive = true;
    buffer.destroy = () => {
      if (isLive) gpuBuffers--;
      isLive = false;
      destroy();
    };
    gpuBuffers++;
    return buffer;
  };
}
if ('GPUDevice' in globalThis) countGpuBuffers();

const watched = { frames: 0, errors: [] as string[], workers: 0, streams: [] as MediaStream[] };
const openCamera = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await openCamera(constraints);
  watched.streams.push(stream);
  return stream;
};
const RealWorker = Worker;
globalThis.Worker = class extends RealWorker {
  constructor(...call: ConstructorParameters<typeof Worker>) {
    super(...call);
    watched.workers++;
  }
  override terminate(): void {
    watched.workers--;
    super.terminate();
  }
};

let root: Root | undefined;

/** Shows the component with the camera until it is unmounted. */
function mount(inWorker: boolean): void {
  root = createRoot(document.getElementById('root')!);
  root.render(
    <StrictMode>
      <EmotionClassifier
        backend="wasm"
        source="webcam"
        framesPerSecond={60}
        {...(inWorker ? { worker: startWorker } : {})}
        onResult={() => watched.frames++}
        onError={(error) => watched.errors.push(error.message)}
      />
    </StrictMode>,
  );
}

function unmount(): void {
  root!.unmount();
}

/** Resources that the page holds. */
function held() {
  const tracks = watched.streams.flatMap((stream) => stream.getTracks());
  const { numTensors, numDataBuffers } = tf.memory();
  return {
    frames: watched.frames,
    errors: watched.errors,
    workers: watched.workers,
    tracks: tracks.filter(({ readyState }) => readyState === 'live').length,
    numTensors,
    numDataBuffers,
    gpuBuffers,
  };
}

/** Releases the streams that are recorded here. */
const forgetStreams = (): void => void watched.streams.splice(0);

/** Functions for the tests. */
export const ferkitTest = {
  create,
  classify,
  classifyUntilFailure,
  loadEverything,
  useEverything,
  phone,
  violations,
  breakGradient,
  mount,
  unmount,
  held,
  forgetStreams,
};
declare global {
  interface Window {
    ferkitTest: typeof ferkitTest;
  }
}
window.ferkitTest = ferkitTest;
