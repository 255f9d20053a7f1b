import { expect, test } from 'vitest';
import { createClassifier } from '@ferkit/core';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { testBackend } from '../support/testBackend';

const photo = drawScene(320, 240, [{ x: 158, y: 120, size: 180, expression: 'happy', seed: 3 }]);
const face = { pixels: Uint8Array.from({ length: 48 * 48 }, (_, k) => k % 256), width: 48, height: 48 };

test.each([
  ['photos', photo],
  ['faces', face],
])('a loop that classifies %s lets timers and other work run', async (_, image) => {
  const classifier = await createClassifier({ backend: testBackend });
  const timer = { fired: false };
  setTimeout(() => (timer.fired = true), 20);
  const began = performance.now();
  while (!timer.fired && performance.now() - began < 20_000) await classifier.classify(image);
  expect(timer.fired).toBe(true);
  classifier.dispose();
});
