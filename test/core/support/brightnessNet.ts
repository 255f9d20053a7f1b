import * as tf from '@tensorflow/tfjs';
import { type Architecture, createModel, createRandom, Dataset, type FerModel } from '@ferkit/core';
import { testBackend } from './testBackend';

const SIDE = 8;

/** The grey value of a label's images, evenly spaced over the range. */
const grayOf = (label: number, labels: number): number => Math.round((255 * (label + 0.5)) / labels);

/**
 * A network without training: output k is the largest where the mean grey value of the image is nearest to that of label k,
 * because the logit -s (x - c)^2 is linear in x but for a term that is the same for all labels.
 */
const brightnessNet: Architecture<{ sharpness: number }> = {
  id: 'brightness',
  summary: 'mean grey value, dense, softmax',
  defaults: { sharpness: 200 },
  scaling: { mean: 0, std: 1 },
  build: ({ input, labelCount, options }) => {
    const model = tf.sequential({
      layers: [
        tf.layers.globalAveragePooling2d({ inputShape: [input.height, input.width, 1] }),
        tf.layers.dense({ units: labelCount, kernelInitializer: 'zeros' }),
        tf.layers.activation({ activation: 'softmax' }),
      ],
    });
    const centers = Array.from({ length: labelCount }, (_, label) => grayOf(label, labelCount) / 255);
    model.layers[1]!.setWeights([
      tf.tensor2d([centers.map((center) => 2 * options.sharpness * center)]),
      tf.tensor1d(centers.map((center) => -options.sharpness * center ** 2)),
    ]);
    return model;
  },
};

/** A model that predicts label k for images of the brightness of {@link createBrightness}'s label k. */
export function createBrightnessModel(labels: readonly string[]): Promise<FerModel> {
  return createModel({
    architecture: brightnessNet,
    labels,
    input: { width: SIDE, height: SIDE },
    backend: testBackend,
  });
}

/**
 * A dataset of plain images.
 * @param labels - the labels of the dataset
 * @param counts - its samples: per entry the label, the position of the grey value that the image has, and the number of such images
 * @param shades - number of grey values: the number of labels of the model
 */
export function createBrightness(
  labels: readonly string[],
  counts: readonly (readonly [label: string, shade: number, images: number])[],
  shades: number,
): Dataset {
  const samples = counts.flatMap(([label, shade, images]) => Array.from({ length: images }, () => ({ label, shade })));
  const random = createRandom(1);
  // The images differ a little, so that none is a copy of another.
  const pixels = samples.flatMap(({ shade }) =>
    Array.from({ length: SIDE * SIDE }, () => grayOf(shade, shades) - 2 + random.integer(5)),
  );
  return new Dataset({
    name: 'shades',
    labels,
    width: SIDE,
    height: SIDE,
    pixels: Uint8Array.from(pixels),
    rows: Uint32Array.from(samples.keys()),
    labelIndices: Uint8Array.from(samples, ({ label }) => labels.indexOf(label)),
    splitIndices: new Uint8Array(samples.length).fill(2),
  });
}
