import * as tf from '@tensorflow/tfjs';
import type { AllReduce } from '../../kernels/normalizeBatch';
import { dropoutFields, replaceCall } from '../../tfjs/layers';

/** A layer of dropout that is told what to drop. */
interface MaskedDropout {
  /**
   * Draws what the layer drops in the coming forward.
   * @param rows - images in it
   * @returns what it multiplies by: zero, or 1 / (1 - rate); the caller's to dispose
   */
  draw(seed: number, rows: number): tf.Tensor;
  /** Gives the layer back as it was. */
  release(): void;
}

/**
 * Lets a layer of dropout drop what is drawn before the forward, the same as tfjs draws within it: then a step runs the same kernels as
 * the one before. Does nothing to a layer that is shared, of an unusual form or without a fixed shape, nor to other noise.
 * @param part - of a batch: what is drawn then is what falls on the part when it is drawn for the whole
 */
export function maskDropout(layer: tf.layers.Layer, part?: BatchPart): MaskedDropout | undefined {
  const { rate, noiseShape } = dropoutFields(layer);
  if (layer.getClassName() !== 'Dropout' || layer.inboundNodes.length !== 1) return undefined;
  const [, ...shape] = (layer.input as tf.SymbolicTensor).shape as [null, ...(number | null)[]];
  if (!(rate > 0 && rate < 1) || noiseShape != null || shape.includes(null)) return undefined;
  const image = shape as number[];
  let mask: tf.Tensor | undefined;
  const release = replaceCall(layer, (call) => (inputs, kwargs) => {
    const [images] = [inputs].flat() as [tf.Tensor];
    return kwargs.training === true ? tf.mul(images, mask!) : call(inputs, kwargs);
  });
  return {
    draw: (seed, rows) => {
      const { from, samples } = part ?? { from: 0, samples: rows };
      mask = tf.tidy(() => {
        const whole = tf.dropout(tf.ones([samples, ...image]), rate, undefined, seed);
        return rows === samples ? whole : tf.slice(whole, from, rows);
      });
      return mask;
    },
    release,
  };
}

/**
 * Lets a layer of noise, such as dropout, do to a share of a batch what it would do to it within the whole: it draws the noise
 * of the whole and this keeps what falls on the share. Returns the function that gives the layer back as it was.
 */
export function sliceBatchNoise(layer: tf.layers.Layer, part: BatchPart): () => void {
  return replaceCall(layer, (call) => (inputs, kwargs) => {
    const [share] = [inputs].flat() as [tf.Tensor];
    const [rows, ...rest] = share.shape as [number, ...number[]];
    if (kwargs.training !== true || rows === part.samples) return call(inputs, kwargs);
    return tf.tidy(() => {
      const after = part.samples - part.from - rows;
      const whole = tf.pad(share, [[part.from, after], ...rest.map((): [number, number] => [0, 0])]);
      return tf.slice(call(whole, kwargs) as tf.Tensor, [part.from, ...rest.map(() => 0)], share.shape);
    });
  });
}

/** The share of a batch that a graph computes, where others compute the rest. */
export interface BatchPart extends AllReduce {
  /** Samples of the batch before this share. */
  readonly from: number;
  /** Samples of the whole batch. */
  readonly samples: number;
}
