import * as tf from '@tensorflow/tfjs';
import { cleanup, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { selectBackend } from '@ferkit/core';
import { servedWasm } from './servedWasm';

/**
 * Checks after each test of a file that its components leak no tensor and leave no camera on.
 * @returns the cameras that the current test has turned on
 */
export function expectNothingLeft(): readonly MediaStream[] {
  const opened: MediaStream[] = [];
  let tensors = 0;
  beforeAll(async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      opened.push(stream);
      return stream;
    };
    await selectBackend(servedWasm);
  });
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(async () => {
    cleanup();
    await waitFor(() => expect(tf.memory().numTensors).toBe(tensors), { timeout: 60_000 });
    const live = opened.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live');
    expect(live).toEqual([]);
    opened.length = 0;
  });
  return opened;
}
