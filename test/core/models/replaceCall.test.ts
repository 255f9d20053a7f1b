import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { isUntouched, replaceCall } from '#core/tfjs/layers';

test('a layer is given back as it was, with what somebody had put into it', () => {
  const layer = tf.layers.reLU();
  const restore = replaceCall(layer, (call) => (inputs, kwargs) => call(inputs, kwargs));
  expect(isUntouched(layer)).toBe(true);
  restore();
  expect(Object.hasOwn(layer, 'call')).toBe(false);

  const theirs: tf.layers.Layer['call'] = (inputs) => inputs;
  layer.call = theirs;
  const giveBack = replaceCall(layer, (call) => (inputs, kwargs) => call(inputs, kwargs));
  expect(isUntouched(layer)).toBe(false);
  giveBack();
  expect(layer).toHaveProperty('call', theirs);
});
