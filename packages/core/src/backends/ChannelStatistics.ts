import type * as tf from '@tensorflow/tfjs';

/** Images [..., channels] and what they are normalised by, each [channels]; tfjs calls gamma scale and beta offset. */
export interface ChannelStatistics extends Readonly<Record<string, tf.TensorInfo | undefined>> {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly scale?: tf.TensorInfo;
  readonly offset?: tf.TensorInfo;
}

/** Whether it is floats that are normalised, by a number for each channel: tfjs takes statistics of other shapes too. */
export function isPerChannel({ x, mean, variance, scale, offset }: ChannelStatistics): boolean {
  const channels = x.shape.at(-1);
  const statistics = [mean, variance, scale, offset].filter((tensor) => tensor !== undefined);
  return x.dtype === 'float32' && statistics.every(({ shape }) => shape.length === 1 && shape[0] === channels);
}
