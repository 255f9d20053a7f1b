import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { adaptModel, type Architecture, createModel, createSyntheticFaces, type FerModel, train } from '@ferkit/core';
import { readWeights } from '../support/tinyNet';
import { testBackend } from '../support/testBackend';

type Build = Architecture<object>['build'];

const architecture = (build: unknown): Architecture<object> => ({
  id: 'own',
  summary: 'a network of the user',
  defaults: {},
  scaling: { mean: 0.5, std: 0.25 },
  build: build as Build,
});

const create = (own: unknown, options: object = {}): Promise<FerModel> =>
  createModel({ architecture: own, input: { width: 16, height: 16 }, backend: testBackend, ...options } as never);

/** A convolution, the given layers, and a dense layer. */
const sequential = ({
  shape = [16, 16, 1],
  batch = null,
  units = 7,
  end = [tf.layers.activation({ activation: 'softmax' })],
}: {
  readonly shape?: number[];
  readonly batch?: number | null;
  readonly units?: number;
  readonly end?: readonly tf.layers.Layer[];
}): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ batchInputShape: [batch, ...shape], filters: 2, kernelSize: 3 }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units }),
      ...end,
    ],
  });

/** A custom layer that gives NaN. */
class Broken extends tf.layers.Layer {
  static readonly className = 'Broken';
  override computeOutputShape = (shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] => shape;
  override call = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => tf.mul([inputs].flat()[0]!, NaN);
  override getClassName = (): string => 'Broken';
}

/** A custom layer without weights. */
class Own extends tf.layers.Layer {
  static readonly className = 'Own';
  readonly #run: (input: tf.Tensor, training: boolean) => tf.Tensor;
  constructor(run: (input: tf.Tensor, training: boolean) => tf.Tensor) {
    super({});
    this.#run = run;
  }
  override computeOutputShape = (shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] => shape;
  override call = (inputs: tf.Tensor | tf.Tensor[], kwargs?: { training?: boolean }): tf.Tensor =>
    this.#run([inputs].flat()[0]!, kwargs?.training === true);
  override getClassName = (): string => 'Own';
}

const failing = (): never => {
  throw new Error('boom');
};

describe('a network of the user is refused when it is made', () => {
  const two = (): tf.LayersModel => {
    const image = tf.input({ shape: [16, 16, 1] });
    const features = tf.layers.flatten().apply(image);
    const head = (): tf.SymbolicTensor =>
      tf.layers.dense({ units: 7, activation: 'softmax' }).apply(features) as tf.SymbolicTensor;
    return tf.model({ inputs: image, outputs: [head(), head()] });
  };
  const twoInputs = (): tf.LayersModel => {
    const images = [tf.input({ shape: [16, 16, 1] }), tf.input({ shape: [16, 16, 1] })];
    const sum = tf.layers.flatten().apply(tf.layers.add().apply(images));
    const scores = tf.layers.dense({ units: 7, activation: 'softmax' }).apply(sum) as tf.SymbolicTensor;
    return tf.model({ inputs: images, outputs: scores });
  };

  test.each<[string, unknown, string, RegExp]>([
    [
      '3 outputs for 7 labels',
      () => sequential({ units: 3 }),
      'labels',
      /7 outputs .*received \[null,3\].*units: labelCount/,
    ],
    ['two outputs', two, 'labels', /received \[null,7\] and \[null,7\]/],
    ['two inputs', twoInputs, 'input', /one input of shape \[null,16,16,1\]/],
    [
      '3 channels',
      () => sequential({ shape: [16, 16, 3] }),
      'input',
      /received \[null,16,16,3\].*width: 16, height: 16, channels: 3/,
    ],
    [
      'another size',
      () => sequential({ shape: [32, 32, 1] }),
      'input',
      /received \[null,32,32,1\].*width: 32, height: 32/,
    ],
    [
      'logits',
      () => sequential({ end: [] }),
      'output',
      /ends in Dense .*tf\.layers\.activation\({ activation: 'softmax' }\)/,
    ],
    [
      'a sigmoid',
      () => sequential({ end: [tf.layers.activation({ activation: 'sigmoid' })] }),
      'output',
      /with sigmoid/,
    ],
    [
      'a softmax of a softmax',
      () => sequential({ end: [tf.layers.softmax(), tf.layers.dropout({ rate: 0.5 }), tf.layers.softmax()] }),
      'output',
      /one softmax after another.*Remove one/,
    ],
    [
      'a softmax of a scaled softmax',
      () => sequential({ end: [tf.layers.softmax(), new Own((scores) => scores.div(3)), tf.layers.softmax()] }),
      'output',
      /one softmax after another.*Remove one/,
    ],
    [
      'a batch of one size',
      () => sequential({ shape: [16, 16, 1], batch: 4 }),
      'input',
      /begins with null, received \[4,16,16,1\]/,
    ],
    [
      'a state from image to image',
      () => {
        const image = tf.input({ batchShape: [1, 16, 16, 1] });
        const rows = tf.layers.reshape({ targetShape: [16, 16] }).apply(image);
        const read = tf.layers.lstm({ units: 3, stateful: true }).apply(rows);
        return tf.model({
          inputs: image,
          outputs: tf.layers.dense({ units: 7, activation: 'softmax' }).apply(read) as tf.SymbolicTensor,
        });
      },
      'layers',
      /stateful/,
    ],
    // Its message was once taken for "OOM".
    ['a layer that fails', () => sequential({ end: [new Own(failing), tf.layers.softmax()] }), 'layers', /Error: boom/],
    ['no layers', () => tf.sequential(), 'input', /received none/],
    ['an empty object', () => ({}), 'layers', /received an object with nothing/],
    ['nothing', () => undefined, 'layers', /received undefined/],
    ['a promise', () => Promise.reject(new Error('later')), 'layers', /received a promise/],
    [
      'a network without an input shape',
      () => tf.sequential({ layers: [tf.layers.dense({ units: 7 })] }),
      'layers',
      /inputShape/,
    ],
    [
      'an exception',
      () => {
        throw new TypeError('no such layer');
      },
      'layers',
      /TypeError: no such layer/,
    ],
    ['scores that are not finite', () => sequential({ end: [new Broken({}), tf.layers.softmax()] }), 'output', /NaN/],
  ])('%s', async (_, build, field, message) => {
    const variables = Object.keys(tf.engine().registeredVariables).length;
    await expect(create(architecture(build))).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
      details: { field },
      message: expect.stringMatching(message) as string,
    });
    expect(Object.keys(tf.engine().registeredVariables)).toHaveLength(variables);
  });

  test('its error is the cause', async () => {
    const cause = new Error('mine');
    await expect(
      create(
        architecture(() => {
          throw cause;
        }),
      ),
    ).rejects.toMatchObject({ cause });
  });

  test.each<[string, unknown, string]>([
    ['a function', () => sequential({}), 'architecture'],
    ['a network', tf.sequential(), 'architecture'],
    ['no id', { ...architecture(() => sequential({})), id: undefined }, 'architecture.id'],
    ['no defaults', { ...architecture(() => sequential({})), defaults: undefined }, 'architecture.defaults'],
    ['no build', { ...architecture(undefined) }, 'architecture.build'],
    ['no scaling', { ...architecture(() => sequential({})), scaling: undefined }, 'architecture.scaling'],
    ['a std of 0', { ...architecture(() => sequential({})), scaling: { mean: 0, std: 0 } }, 'architecture.scaling'],
  ])('as an architecture with %s', async (_, own, option) => {
    await expect(create(own)).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
  });
});

test('networks whose input has any size, or whose last layer is a network, are taken', async () => {
  const open = await create(architecture(() => sequential({ shape: [null, null, 1] as never })));
  const nested = await create(architecture(() => tf.sequential({ layers: [sequential({})] })));
  for (const model of [open, nested]) {
    expect((await model.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }]))[0]).toHaveLength(7);
    model.dispose();
  }
});

test('a network that takes the logarithm of its probabilities before a softmax is taken', async () => {
  using model = await create(
    architecture(() =>
      sequential({ end: [tf.layers.softmax(), new Own((scores) => scores.log()), tf.layers.softmax()] }),
    ),
  );
  expect(model.labels).toHaveLength(7);
});

test('the network of a model is refused as that of another, and stays with the first', async () => {
  using first = await create(architecture(() => sequential({})));
  await expect(create(architecture(() => first.layers))).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    details: { field: 'layers', received: 'the network of another model' },
  });
  expect(await first.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }])).toHaveLength(1);
});

describe('a model whose own layer fails later', () => {
  const image = { pixels: new Uint8Array(256), width: 16, height: 16 };
  const refusal = { code: 'MODEL_INCOMPATIBLE', details: { field: 'layers' }, cause: expect.any(Error) as Error };

  test('in prediction', async () => {
    const single = (input: tf.Tensor): tf.Tensor => (input.shape[0] === 1 ? input.mul(1) : failing());
    using model = await create(architecture(() => sequential({ end: [new Own(single), tf.layers.softmax()] })));
    await expect(model.predict([image, image])).rejects.toMatchObject(refusal);
    expect(await model.predict([image])).toHaveLength(1);
  });

  test('in training', async () => {
    const still = (input: tf.Tensor, training: boolean): tf.Tensor => (training ? failing() : input.mul(1));
    using model = await create(architecture(() => sequential({ end: [new Own(still), tf.layers.softmax()] })));
    await expect(train(model, createSyntheticFaces({ count: 14 }), { epochs: 1 })).rejects.toMatchObject(refusal);
  });
});

test('a layer whose class is not registered is named when a model is adapted', async () => {
  using model = await create(
    architecture(() => sequential({ end: [new Own((input) => input.mul(1)), tf.layers.softmax()] })),
  );
  await expect(adaptModel(model, ['smile', 'no smile'])).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    message: expect.stringMatching(/Unknown layer: Own.*registerClass\(Own\)/) as string,
  });
});

test('a model with nothing to train is refused', async () => {
  using model = await create(architecture(() => sequential({})));
  for (const layer of model.layers.layers) layer.trainable = false;
  await expect(train(model, createSyntheticFaces({ count: 14 }), { epochs: 1 })).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    details: { field: 'layers', received: 'a network whose layers are all frozen' },
  });
});

test('a model whose layers were disposed of is disposed of', async () => {
  const model = await create(architecture(() => sequential({})));
  model.layers.dispose();
  expect(model.disposed).toBe(true);
  await expect(model.predict([{ pixels: new Uint8Array(256), width: 16, height: 16 }])).rejects.toMatchObject({
    code: 'DISPOSED',
  });
  await expect(train(model, createSyntheticFaces({ count: 14 }))).rejects.toMatchObject({ code: 'DISPOSED' });
  expect(() => model.dispose()).not.toThrow();
});

/** A layer that makes its weight without an initializer. */
class RandomBias extends tf.layers.Layer {
  static readonly className = 'RandomBias';
  #bias!: tf.Variable;
  override build(): void {
    this.#bias = tf.variable(tf.randomNormal([1]));
    this.built = true;
  }
  override computeOutputShape = (shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] => shape;
  override call = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => tf.add([inputs].flat()[0]!, this.#bias);
  override getClassName = (): string => 'RandomBias';
}

describe('a network of the user is seeded whatever its layers', () => {
  const unseeded = architecture(({ labelCount }: { readonly labelCount: number }) => {
    const image = tf.input({ shape: [16, 16, 1] });
    const rows = tf.layers.reshape({ targetShape: [16, 16] }).apply(image);
    const read = tf.layers.lstm({ units: 3, dropout: 0.2, recurrentDropout: 0.2 }).apply(rows);
    const noisy = tf.layers.gaussianNoise({ stddev: 0.1 }).apply(tf.layers.dropout({ rate: 0.3 }).apply(read));
    const kernelInitializer = tf.initializers.heNormal({ seed: 0 });
    const features = tf.layers.dense({ units: 8, kernelInitializer }).apply(noisy);
    const logits = tf.layers.dense({ units: labelCount }).apply(new RandomBias({}).apply(features));
    return tf.model({ inputs: image, outputs: tf.layers.softmax().apply(logits) as tf.SymbolicTensor });
  });
  const faces = createSyntheticFaces({ count: 28, seed: 2 }).selectSplit('train');

  async function run(seed: number): Promise<{ readonly weights: number[][]; readonly losses: readonly number[] }> {
    using model = await create(unseeded, { seed });
    const weights = await readWeights(model);
    const { history } = await train(model, faces, { epochs: 2, batchSize: 8, seed });
    return { weights, losses: history.map((record) => record.train.loss) };
  }

  test('the same seed gives the same weights and losses, another others', async () => {
    const [first, again, other] = [await run(3), await run(3), await run(4)];
    expect(again).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
    expect(other.losses).not.toEqual(first.losses);
  });

  test('and Math.random is left as it was', async () => {
    const { random } = Math;
    const model = await create(unseeded);
    model.dispose();
    expect(Math.random).toBe(random);
  });
});
