import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { TrainEvent } from '@ferkit/core';
import { TrainProgress } from '#core/cli/TrainProgress';
import { createTestHost } from './support/createTestHost';

const start: TrainEvent = {
  type: 'start',
  backend: { name: 'wasm', device: 'WebAssembly, SIMD, 1 thread', accelerated: false, refused: [] },
  seed: 4,
  parameters: 298_835,
  samples: 28_709,
  validationSamples: 3_589,
  heldOutSamples: 0,
  labelsWithoutValidation: [],
  epochs: 2,
  batches: 449,
  workers: 2,
  notes: [],
  resumedAt: { epoch: 1, batch: 7 },
  history: [],
};
const batch = (number: number): TrainEvent => ({
  type: 'batch',
  epoch: 2,
  batch: number,
  batches: 449,
  epochs: 2,
  loss: 1.5,
  accuracy: 0.4,
  learningRate: 0.001,
  imagesPerSecond: 300,
  secondsLeft: 60,
});
const epoch: TrainEvent = {
  type: 'epoch',
  epoch: 2,
  epochs: 2,
  seconds: 90,
  learningRate: 0,
  train: { loss: 1.4, accuracy: 0.45 },
  validation: { loss: 1.3, accuracy: 0.5, macroF1: 0.4 },
  best: true,
};

function show(host: ReturnType<typeof createTestHost>, events: readonly TrainEvent[]): string {
  const progress = new TrainProgress(host.out);
  for (const event of events) progress.show(event);
  progress.end();
  return host.written.out;
}

test('a log gets whole lines only: backend, resumed position, each epoch', () => {
  const out = show(createTestHost(), [start, batch(8), batch(9), epoch]);
  expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  expect(out).toContain('28,709 for training, 3,589 for validation');
  expect(out).toContain('resumes     in epoch 2 after batch 7');
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/^epoch 2\/2 .* best$/);
  expect(out).not.toContain('images/s');
});

test.each([{ CI: 'true' }, { NO_COLOR: '1' }, { TERM: 'dumb' }])(
  'a terminal with %j is treated as a log',
  (environment) => {
    const out = show(createTestHost({ isTTY: true, environment }), [start, batch(8), epoch]);
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  },
);

test('a terminal gets one line that is drawn in place, and its cursor back', () => {
  const out = show(createTestHost({ isTTY: true }), [start, batch(8), epoch]);
  const [hide, showAgain] = [out.indexOf('\u001b[?25l'), out.lastIndexOf('\u001b[?25h')];
  expect(hide).toBeGreaterThan(-1);
  expect(showAgain).toBeGreaterThan(hide);
  expect(stripVTControlCharacters(out)).toContain('8/449');
});

test('a terminal shows the course of the accuracy of validation, of a resumed run from its first epoch; a log does not', () => {
  const first = { epoch: 1, learningRate: 0, train: { loss: 2, accuracy: 0.9 }, best: true };
  const history = [{ ...first, validation: { loss: 2, accuracy: 0.2, macroF1: 0 } }];
  const events = [{ ...start, history }, epoch];
  const live = stripVTControlCharacters(show(createTestHost({ isTTY: true }), events));
  expect(live).toMatch(/best {2}▁█\n/);
  expect(show(createTestHost(), events)).not.toMatch(/[▁-█]/);
});

test('the line is drawn at most ten times a second', () => {
  const events = Array.from({ length: 400 }, (_, number) => batch(number + 1));
  const began = performance.now();
  const out = show(createTestHost({ isTTY: true }), events);
  const seconds = (performance.now() - began) / 1000;
  expect(out.split('\r').length - 1).toBeLessThanOrEqual(Math.floor(seconds * 10) + 2);
});

test('an interrupted line leaves the cursor visible and nothing behind', () => {
  const host = createTestHost({ isTTY: true });
  const out = show(host, [start, batch(8)]);
  expect(out.endsWith('\r\u001b[2K\u001b[?25h')).toBe(true);
});
