import { expect, test } from 'vitest';
import { snakeCase } from '#core/exchange/keras/Hdf5';
import { floatField, integerField, message, textField } from '#core/protobuf';
import { transposeWeight } from '#core/exchange/onnx/writeOperation';
import { foldScaling, toMeanAndDeviation } from '#core/exchange/scaling';
import { importModel } from '@ferkit/core/exchange';
import { sortNodes } from '#core/exchange/Network';

test('fields have the bytes of the examples in the description of protocol buffers', () => {
  expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...textField(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  expect([...integerField(16, 2 ** 40)]).toEqual([0x80, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
  expect([...integerField(1, -2)]).toEqual([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  expect([...floatField(2, 1)]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  expect([...message([integerField(1, 1)], integerField(2, 3))]).toEqual([8, 1, 16, 3]);
});

test('axes of weights are exchanged as NumPy does', () => {
  const weight = { shape: [2, 3, 4], values: Float32Array.from({ length: 24 }, (_, at) => at) };
  const { shape, values } = transposeWeight(weight, [2, 0, 1]);
  expect(shape).toEqual([4, 2, 3]);
  // np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1).ravel()
  expect([...values]).toEqual([0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23]);
});

test('layers stand in the order of their distance from the output, as Keras lists them', () => {
  const node = (name: string, ...inputs: string[]) => ({ name, inputs });
  const nodes = [
    node('in'),
    node('short', 'in'),
    node('a', 'in'),
    node('b', 'a'),
    node('sum', 'b', 'short'),
    node('dead', 'a'),
  ];
  expect(sortNodes(nodes, 'sum').map(({ name }) => name)).toEqual(['in', 'a', 'b', 'short', 'sum']);
});

test.each([
  ['Conv2D', 'conv2d'],
  ['SeparableConv2D', 'separable_conv2d'],
  ['BatchNormalization', 'batch_normalization'],
  ['LeakyReLU', 'leaky_re_lu'],
])('%s is %s in paths', (name, path) => {
  expect(snakeCase(name)).toBe(path);
});

test('scalings after each other become one', () => {
  const shape = [48, 48, 1] as const;
  const node = (name: string, input: string, scale: number, offset: number) =>
    ({ name, inputs: [input], shape, weights: {}, operation: { type: 'Rescaling', scale, offset } }) as const;
  const network = [
    { name: 'in', inputs: [], shape, weights: {}, operation: { type: 'InputLayer', shape } },
    node('first', 'in', 1 / 127.5, -1),
    node('second', 'first', 2, 0.5),
    { name: 'flat', inputs: ['second'], shape: [2304], weights: {}, operation: { type: 'Flatten' } },
  ] as const;
  const folded = foldScaling(network, toMeanAndDeviation('0..255'));
  expect(folded.network.map(({ name, inputs }) => [name, ...inputs])).toEqual([['in'], ['flat', 'in']]);
  // 2 (p / 127.5 - 1) + 0.5 = (p / 255 - 0.375) / 0.25
  expect(folded.scaling).toEqual({ mean: 0.375, std: 0.25 });
});

test.each(['0..100', { mean: 0, std: 0 }, { mean: Number.NaN, std: 1 }])('%j is no scaling', async (scaling) => {
  await expect(importModel('net.keras', { scaling: scaling as '0..1' })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringMatching(/expected "0\.\.255", "0\.\.1", "-1\.\.1"/) as string,
  });
});
