import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel, EXPRESSIONS, loadModel, saveModel } from '@ferkit/core';
import { createRandom } from '@ferkit/core/datasets';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { OnnxGraph } from '#core/exchange/onnx/OnnxGraph';
import { randomizeWeights } from './support/everyLayer';
import { faces, largestDifference, pixels, spread } from './support/faces';
import { announce, openOnnxRuntime, whyNoOnnxRuntime } from './support/references';
import { encodeTorch, torchNetworks } from './support/torchNetworks';

const TOLERANCE = 1e-5;
const options = { labels: EXPRESSIONS, scaling: '0..255', backend: 'wasm' } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-onnx-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(announce(whyNoOnnxRuntime()))('networks with the operators of PyTorch', () => {
  test.each(torchNetworks)('%s is imported with the scores that onnxruntime gives it', async (name) => {
    const { InferenceSession, Tensor } = openOnnxRuntime();
    const path = join(folder, 'torch.onnx');
    await writeFile(path, encodeTorch(name, true));
    const session = await InferenceSession.create(path);
    const feeds = { 'input.1': new Tensor('float32', Float32Array.from(pixels), [faces.length, 1, 48, 48]) };
    const theirs = (await session.run(feeds))['191']!.data;
    const model = await importModel(path, options);
    const ours = await model.predictMatrix(faces);
    expect(spread(theirs, 7)).toBeGreaterThan(0.01);
    expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
    await saveModel(model, join(folder, 'saved'));
    const loaded = await loadModel(join(folder, 'saved'), { backend: 'wasm' });
    expect(await loaded.predictMatrix(faces)).toEqual(ours);
    // Logits get the same softmax on request.
    const completed = await importModel(encodeTorch(name, false), { ...options, addSoftmax: true });
    expect(await completed.predictMatrix(faces)).toEqual(ours);
    for (const one of [model, loaded, completed]) one.dispose();
  });
});

test.each([
  ['the bundled model', () => loadModel({ backend: 'wasm' })],
  [
    'mini-xception',
    async () => {
      const model = await createModel({ architecture: 'mini-xception', backend: 'wasm', seed: 1 });
      randomizeWeights(model, 1);
      model.annotate({ temperature: 1.3 });
      return model;
    },
  ],
] as const)('%s comes back from ONNX as it was, labels, scaling and temperature with it', async (_, create) => {
  const model = await create();
  const path = join(folder, 'own.onnx');
  await exportModel(model, path);
  const back = await importModel(path, { backend: 'wasm' });
  expect(back.metadata).toEqual(model.metadata);
  const few = faces.slice(0, 20);
  expect(largestDifference(await back.predictMatrix(few), await model.predictMatrix(few))).toBeLessThan(TOLERANCE);
  model.dispose();
  back.dispose();
});

test.each(['Div', 'Mul'])('GELU as its formula with %s comes back as one layer', async (operator) => {
  const graph = new OnnxGraph();
  const x = graph.apply('mean', 'GlobalAveragePool', [graph.reserve('input')]);
  const flat = graph.apply('flat', 'Flatten', [x], { axis: 1 });
  const kernel = graph.floats('kernel', Float32Array.of(0.01, -0.02, 0.015), [1, 3]);
  const dense = graph.apply('dense', 'MatMul', [flat, kernel]);
  const divisor = graph.scalar('root', operator === 'Div' ? Math.SQRT2 : Math.SQRT1_2);
  const error = graph.apply('erf', 'Erf', [graph.apply('ratio', operator, [dense, divisor])]);
  const doubled = graph.apply('doubled', 'Add', [error, graph.scalar('one', 1)]);
  const half = graph.scalar('half', 0.5);
  const gelu =
    operator === 'Div'
      ? graph.apply('gelu', 'Mul', [graph.apply('whole', 'Mul', [dense, doubled]), half])
      : graph.apply('gelu', 'Mul', [dense, graph.apply('share', 'Mul', [doubled, half])]);
  graph.name(graph.reserve('output'), graph.apply('scores', 'Softmax', [gelu], { axis: 1 }));
  const about = { name: 'net', producer: 'pytorch', version: '', metadata: {} };
  const bytes = graph.encode({ name: 'input', shape: [1, 48, 48] }, { name: 'output', shape: [3] }, about);
  const read = { ...options, labels: ['a', 'b', 'c'] };
  using model = await importModel(bytes, read);
  expect(model.layers.layers.filter((layer) => layer.getConfig().activation === 'gelu')).toHaveLength(1);
  const path = join(folder, 'gelu.onnx');
  await exportModel(model, path);
  using back = await importModel(path, { backend: 'wasm' });
  const scores = await model.predictMatrix(faces);
  expect(largestDifference(await back.predictMatrix(faces), scores)).toBeLessThan(TOLERANCE);
  if (announce(whyNoOnnxRuntime())) return;
  const { InferenceSession, Tensor } = openOnnxRuntime();
  await writeFile(path, bytes);
  const session = await InferenceSession.create(path);
  const feeds = { input: new Tensor('float32', Float32Array.from(pixels), [faces.length, 1, 48, 48]) };
  expect(largestDifference(scores, (await session.run(feeds)).output!.data)).toBeLessThan(TOLERANCE);
});

const encode = (
  operator: string,
  attributes: Parameters<OnnxGraph['apply']>[3] = {},
  shape = [1, 48, 48],
): Uint8Array => {
  const graph = new OnnxGraph();
  const value = graph.apply(
    '/model/odd',
    operator,
    [graph.reserve('input'), ...(operator === 'Pad' ? [graph.integers('pads', [0, 1, 0, 0, 0, 0, 0, 0])] : [])],
    attributes,
  );
  graph.name(graph.reserve('output'), value);
  const about = { name: 'net', producer: '', version: '', metadata: {} };
  return graph.encode({ name: 'input', shape }, { name: 'output', shape: [7] }, about);
};

test.each([
  ['an operator', encode('LSTM'), /^LSTM "\/model\/odd"/],
  ['a setting', encode('Elu', { alpha: { float: 2 } }), /^Elu "\/model\/odd" with alpha 2/],
  ['padding of channels', encode('Pad'), /^Pad "\/model\/odd" with pads/],
])('%s that cannot be taken over is named', async (_, bytes, message) => {
  await expect(importModel(bytes, options)).rejects.toMatchObject({
    code: 'LAYER_UNSUPPORTED',
    details: { layers: [expect.stringMatching(message) as unknown] },
  });
});

test('axes removed and added one by one, and targets cut out of shapes, are read as those in one step', async () => {
  const encodeHead = (isLong: boolean): Uint8Array => {
    const graph = new OnnxGraph();
    const random = createRandom(3);
    const draw = (name: string, shape: readonly number[]): string => {
      const size = shape.reduce((product, side) => product * side, 1);
      return graph.floats(
        name,
        Float32Array.from({ length: size }, () => random.next() - 0.5),
        shape,
      );
    };
    const image = graph.reserve('input');
    const window = { kernel_shape: [3, 3], strides: [12, 12], pads: [1, 1, 1, 1], dilations: [1, 1], group: 1 };
    const scaled = graph.apply('scaled', 'Div', [image, graph.scalar('white', 255)]);
    const features = graph.apply('conv', 'Conv', [scaled, draw('kernel', [6, 1, 3, 3])], window);
    const pooled = graph.apply('pool', 'GlobalAveragePool', [features]);
    const axes = (name: string, ...list: number[]): string => graph.integers(name, list);
    let flat: string;
    let gate: string;
    if (isLong) {
      flat = graph.apply('squeeze', 'Squeeze', [
        graph.apply('squeeze', 'Squeeze', [pooled, axes('a', 3)]),
        axes('b', 2),
      ]);
      gate = graph.apply('gate', 'Unsqueeze', [graph.apply('gate', 'Unsqueeze', [flat, axes('c', 2)]), axes('d', 3)]);
    } else {
      flat = graph.apply('squeeze', 'Squeeze', [pooled, axes('a', 2, 3)]);
      gate = graph.apply('gate', 'Unsqueeze', [flat, axes('c', 2, 3)]);
    }
    const gated = graph.apply('gated', 'Mul', [features, gate]);
    const batch = isLong
      ? graph.apply('batch', 'Slice', [
          graph.apply('shape', 'Shape', [gated]),
          axes('from', 0),
          axes('to', 1),
          axes('of', 0),
        ])
      : graph.apply('batch', 'Shape', [gated], { start: 0, end: 1 });
    const target = graph.apply('target', 'Concat', [batch, axes('rest', -1)], { axis: 0 });
    const vector = graph.apply('vector', 'Reshape', [gated, target]);
    const logits = graph.apply('logits', 'Gemm', [vector, draw('dense', [7, 96])], { transB: 1 });
    graph.name(graph.reserve('output'), graph.apply('scores', 'Softmax', [logits], { axis: 1 }));
    const about = { name: 'net', producer: 'pytorch', version: '', metadata: {} };
    return graph.encode({ name: 'input', shape: [1, 48, 48] }, { name: 'output', shape: [7] }, about);
  };
  using short = await importModel(encodeHead(false), options);
  using long = await importModel(encodeHead(true), options);
  const scores = await short.predictMatrix(faces);
  expect(await long.predictMatrix(faces)).toEqual(scores);
  expect(spread(scores, 7)).toBeGreaterThan(0.001);
  if (announce(whyNoOnnxRuntime())) return;
  const { InferenceSession, Tensor } = openOnnxRuntime();
  const path = join(folder, 'axes.onnx');
  await writeFile(path, encodeHead(true));
  const session = await InferenceSession.create(path);
  const feeds = { input: new Tensor('float32', Float32Array.from(pixels), [faces.length, 1, 48, 48]) };
  const theirs = (await session.run(feeds)).output!.data;
  expect(largestDifference(scores, theirs)).toBeLessThan(TOLERANCE);
});

test('other inputs, logits without a softmax, and damaged files are refused', async () => {
  await expect(importModel(encode('Relu', {}, [2, 48, 48]), options)).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    details: { field: 'input' },
  });
  const logits = encodeTorch('a VGG', false);
  await expect(importModel(logits, options)).rejects.toThrow(/addSoftmax: true/);
  await expect(importModel(logits.subarray(0, 5000), options)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  const twice = encodeTorch('a VGG', true);
  await expect(importModel(twice, { ...options, addSoftmax: true })).rejects.toMatchObject({
    code: 'MODEL_INCOMPATIBLE',
    details: { field: 'output' },
  });
});
