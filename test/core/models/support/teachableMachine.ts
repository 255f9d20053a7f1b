import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@ferkit/core/datasets';

/** Filters, stride of the first block, number of blocks and expansion of each stage: M. Sandler et al., arXiv:1801.04381, table 2. */
const STAGES = [
  [16, 1, 1, 1],
  [24, 2, 2, 6],
  [32, 2, 3, 6],
  [64, 2, 4, 6],
  [96, 1, 3, 6],
  [160, 2, 3, 6],
  [320, 1, 1, 6],
] as const;

/** Keras' rounding of filters, with `alpha` 0.35. */
function narrow(filters: number): number {
  const exact = filters * 0.35;
  const rounded = Math.max(8, Math.floor((exact + 4) / 8) * 8);
  return rounded < 0.9 * exact ? rounded + 8 : rounded;
}

/** MobileNetV2 up to its last rectifier, with the layers and names of Keras' applications. */
function createMobileNet(side: number, channels: number): tf.LayersModel {
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor =>
    layer.apply(x) as tf.SymbolicTensor;
  const normalize = (name: string, x: tf.SymbolicTensor): tf.SymbolicTensor =>
    apply(tf.layers.batchNormalization({ name, epsilon: 1e-3, momentum: 0.999 }), x);
  const rectify = (name: string, x: tf.SymbolicTensor): tf.SymbolicTensor =>
    apply(tf.layers.reLU({ name, maxValue: 6 }), x);
  const padEnd = (name: string, x: tf.SymbolicTensor): tf.SymbolicTensor => {
    const odd = x.shape[1]! % 2;
    const rows: [number, number] = [odd, 1];
    return apply(tf.layers.zeroPadding2d({ name, padding: [rows, rows] }), x);
  };
  const convolve = (name: string, filters: number, x: tf.SymbolicTensor): tf.SymbolicTensor =>
    apply(tf.layers.conv2d({ name, filters, kernelSize: 1, padding: 'same', useBias: false }), x);

  const image = tf.input({ shape: [side, side, channels], name: 'input_1' });
  let x = apply(
    tf.layers.conv2d({
      name: 'Conv1',
      filters: narrow(32),
      kernelSize: 3,
      strides: 2,
      padding: 'valid',
      useBias: false,
    }),
    padEnd('Conv1_pad', image),
  );
  x = rectify('Conv1_relu', normalize('bn_Conv1', x));
  let block = 0;
  for (const [filters, firstStride, count, expansion] of STAGES) {
    for (let k = 0; k < count; k++, block++) {
      const [prefix, strides, from] = [
        block === 0 ? 'expanded_conv_' : `block_${block}_`,
        k === 0 ? firstStride : 1,
        x,
      ];
      const wide = expansion * x.shape[3]!;
      if (expansion > 1) {
        const expanded = normalize(`${prefix}expand_BN`, convolve(`${prefix}expand`, wide, x));
        x = rectify(`${prefix}expand_relu`, expanded);
      }
      if (strides === 2) x = padEnd(`${prefix}pad`, x);
      const padding = strides === 2 ? 'valid' : 'same';
      x = apply(
        tf.layers.depthwiseConv2d({ name: `${prefix}depthwise`, kernelSize: 3, strides, padding, useBias: false }),
        x,
      );
      x = rectify(`${prefix}depthwise_relu`, normalize(`${prefix}depthwise_BN`, x));
      x = normalize(`${prefix}project_BN`, convolve(`${prefix}project`, narrow(filters), x));
      if (k > 0) x = tf.layers.add({ name: `${prefix}add` }).apply([from, x]) as tf.SymbolicTensor;
    }
  }
  x = rectify('out_relu', normalize('Conv_1_bn', convolve('Conv_1', 1280, x)));
  return tf.model({ inputs: image, outputs: x });
}

/** Gives all weights numbers that a training could have found. */
function drawWeights(network: tf.LayersModel): void {
  const random = createRandom(3);
  const drawn = network.weights.map(({ name, shape }) => {
    const inputs = name.includes('depthwise_kernel') ? 9 : tf.util.sizeFromShape(shape as number[]) / shape.at(-1)!;
    const draw = (): number => {
      if (/variance|gamma/.test(name)) return 0.5 + random.next();
      return random.normal() * (shape.length > 1 ? Math.sqrt(1 / inputs) : 0.1);
    };
    return tf.tensor(Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, draw), shape as number[]);
  });
  network.setWeights(drawn);
  tf.dispose(drawn);
}

/** What Teachable Machine's `metadata.json` tells. */
export const metadataOf = (labels: readonly string[], more: object = {}): object => ({
  tfjsVersion: '1.3.1',
  tmVersion: '2.4.10',
  packageVersion: '0.8.4-alpha2',
  packageName: '@teachablemachine/image',
  timeStamp: '2024-05-02T09:00:00.000Z',
  userMetadata: {},
  modelName: 'tm-my-image-model',
  labels,
  ...more,
});

/** An export of an image project: its files, and tfjs' own scores of pixels. */
export interface TeachableMachineExport {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The scores of an image of `side` x `side` pixels from 0 to 255, which its library scales from -1 to 1. */
  score(pixels: Uint8Array): Promise<Float32Array>;
  dispose(): void;
}

/** Makes an export as the library of Teachable Machine does: a Sequential of two, MobileNet with its mean and the head, of random weights. */
export async function createExport(
  labels: readonly string[],
  side: number,
  channels: 1 | 3,
  metadata: object,
): Promise<TeachableMachineExport> {
  const features = tf.sequential();
  features.add(createMobileNet(side, channels));
  features.add(tf.layers.globalAveragePooling2d({}));
  const head = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [1280], units: 100, activation: 'relu', useBias: true }),
      tf.layers.dense({ units: labels.length, activation: 'softmax', useBias: false }),
    ],
  });
  const network = tf.sequential();
  network.add(features);
  network.add(head);
  drawWeights(network);
  const files: Record<string, Uint8Array> = {};
  const text = (content: object): Uint8Array => new TextEncoder().encode(JSON.stringify(content));
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs, weightData } = artifacts;
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      files['model.json'] = text({ modelTopology, weightsManifest: manifest });
      files['weights.bin'] = new Uint8Array(weightData as ArrayBuffer);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  files['metadata.json'] = text(metadata);
  return {
    files,
    score: async (pixels) => {
      const scores = tf.tidy(() => {
        const image = tf.tensor(Float32Array.from(pixels), [1, side, side, channels]);
        return network.predict(image.div(127.5).sub(1)) as tf.Tensor;
      });
      const values = await scores.data();
      scores.dispose();
      return values as Float32Array;
    },
    dispose: () => network.dispose(),
  };
}
