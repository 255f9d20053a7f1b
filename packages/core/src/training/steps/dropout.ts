import * as tf from '@tensorflow/tfjs';
import type { AllReduce } from '../../kernels/normalizeBatch';
import { dropoutFields, replaceCall } from '../../tfjs/layers';

/** A worker's shard of the current batch, with the all-reduce that connects it to the other shards. */
export interface ShardContext extends AllReduce {
  /** Samples of the batch before this shard. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly batchSize: number;
}

/** A dropout layer whose mask is drawn before the forward pass. */
interface MaskedDropout {
  /**
   * Draws the mask of the coming forward pass.
   * @param rows - images in the pass
   * @returns the factors, 0 or 1 / (1 - rate); the caller disposes them
   */
  draw(seed: number, rows: number): tf.Tensor;
  /** Restores the layer. */
  release(): void;
}

/**
 * Draws the mask of a dropout layer before the forward pass, with the numbers that tfjs would draw within it. The mask is then
 * an input of the step, so that every step runs the same kernels and can be replayed. Returns undefined, and changes nothing, for
 * other noise layers, and for a dropout layer that is shared, has a noise shape, or has an input without a fixed shape.
 * @param shard - draws the rows of the shard out of the mask of the whole batch
 */
export function maskDropout(layer: tf.layers.Layer, shard?: ShardContext): MaskedDropout | undefined {
  const { rate, noiseShape } = dropoutFields(layer);
  if (layer.getClassName() !== 'Dropout' || layer.inboundNodes.length !== 1) return undefined;
  const [, ...shape] = (layer.input as tf.SymbolicTensor).shape as [null, ...(number | null)[]];
  if (!(rate > 0 && rate < 1) || noiseShape != null || shape.includes(null)) return undefined;
  const imageShape = shape as number[];
  let mask: tf.Tensor | undefined;
  const release = replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    return kwargs.training === true ? tf.mul(images, mask!) : call(inputs, kwargs);
  });
  return {
    draw: (seed, rows) => {
      const { from, batchSize } = shard ?? { from: 0, batchSize: rows };
      mask = tf.tidy(() => {
        const whole = tf.dropout(tf.ones([batchSize, ...imageShape]), rate, undefined, seed);
        return rows === batchSize ? whole : tf.slice(whole, from, rows);
      });
      return mask;
    },
    release,
  };
}

/**
 * Gives each row of a shard the noise that it gets in the whole batch: pads the shard with zeros to the batch, runs the noise layer on
 * that, and slices the rows of the shard out. Returns a function that restores the layer.
 */
export function sliceBatchNoise(layer: tf.layers.Layer, shard: ShardContext): () => void {
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    const [rows, ...rest] = images.shape as [number, ...number[]];
    if (kwargs.training !== true || rows === shard.batchSize) return call(inputs, kwargs);
    return tf.tidy(() => {
      const after = shard.batchSize - shard.from - rows;
      const whole = tf.pad(images, [[shard.from, after], ...rest.map((): [number, number] => [0, 0])]);
      return tf.slice(call(whole, kwargs) as tf.Tensor, [shard.from, ...rest.map(() => 0)], images.shape);
    });
  });
}
