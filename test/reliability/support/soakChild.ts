// The process of soak.test.ts: classifies in stretches, and prints the process' memory and resources after each.
import { getEventListeners } from 'node:events';
import * as tf from '@tensorflow/tfjs';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { createClassifier } from '@ferkit/core';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { collectGarbage } from '../../core/support/collectGarbage';

const MAXIMUM_STRETCHES = 20;
const BATCH = 32;

/** Prints memory and resources in one line. */
async function printHeld(classifications: number, signal: AbortSignal): Promise<void> {
  await collectGarbage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const { numTensors, numDataBuffers } = tf.memory();
  const ofProcess = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const listeners = ofProcess + getEventListeners(signal, 'abort').length;
  const handles = process.getActiveResourcesInfo().length;
  console.log(
    `held ${JSON.stringify({ classifications, heapUsed, arrayBuffers, rss, numTensors, numDataBuffers, listeners, handles })}`,
  );
}

async function soak(total: number): Promise<void> {
  const faces = createSyntheticFaces({ count: BATCH });
  const images = Array.from({ length: BATCH }, (_, k) => faces.image(k));
  const photo = drawScene(160, 120, [{ x: 80, y: 60, size: 90, expression: 'happy', seed: 3 }]);
  const classifier = await createClassifier({ backend: 'wasm' });
  const wanted = JSON.stringify((await classifier.classify(images[0]!))[0]!.scores);
  const { signal } = new AbortController();
  const stretches = Math.min(MAXIMUM_STRETCHES, Math.ceil(total / 40));
  const perStretch = Math.ceil(total / stretches);
  let done = 0;
  for (let stretch = 0; stretch <= stretches; stretch++) {
    // The first stretch fills caches and is not counted.
    const until = stretch === 0 ? Math.min(perStretch, 2000) : stretch * perStretch;
    if (stretch === 1) done = 0;
    let round = 0;
    while (done < until) {
      if (round % 16 === 0) done += (await classifier.classify(photo, { signal })).length;
      for await (const found of classifier.classifyStream([images[round % BATCH]!], { smoothing: 0.5, signal }))
        done += found.length;
      done += (await classifier.classify(images[round % BATCH]!, { signal })).length;
      done += (await classifier.classifyBatch(images, { signal })).length;
      round++;
    }
    await printHeld(done, signal);
  }
  const again = JSON.stringify((await classifier.classify(images[0]!))[0]!.scores);
  console.log(`same ${String(again === wanted)}`);
  classifier.dispose();
  console.log(`left ${tf.memory().numTensors}`);
}

void soak(Number(process.argv[2]));
