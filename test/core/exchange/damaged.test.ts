import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync, strFromU8, strToU8 } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportModel, importModel } from '@ferkit/core/exchange';
import { readHdf5, writeHdf5 } from '#core/exchange/keras/Hdf5';
import { createTinyModel } from '../support/tinyNet';

let parts: Record<string, Uint8Array>;
let whole: Uint8Array;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-damaged-'));
  const model = await createTinyModel();
  await exportModel(model, join(folder, 'tiny.keras'), { format: 'keras' });
  model.dispose();
  whole = new Uint8Array(await readFile(join(folder, 'tiny.keras')));
  parts = unzipSync(whole);
  await rm(folder, { recursive: true });
});

interface Layer {
  class_name: string;
  name: string;
  config: Record<string, unknown>;
  inbound_nodes: unknown[];
}

/** The file with its description changed. */
function editConfig(change: (config: { layers: Layer[]; output_layers: unknown }) => void): Uint8Array {
  const config = JSON.parse(strFromU8(parts['config.json']!)) as {
    config: { layers: Layer[]; output_layers: unknown };
  };
  change(config.config);
  return zipSync({ ...parts, 'config.json': strToU8(JSON.stringify(config)) });
}

const without = (name: string): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(parts).filter(([part]) => part !== name)));

test('the whole file comes back as bytes too', async () => {
  const model = await importModel(whole, { backend: 'wasm' });
  expect(model.labels).toEqual(['a', 'b', 'c']);
  model.dispose();
});

test('the network and each layer have a group of variables, also where it is empty, which older releases of Keras 3 ask for', async () => {
  const groups = await readHdf5(parts['model.weights.h5']!, 'weights', (file) => ({
    top: file.list(''),
    layers: file.list('layers').map((layer) => file.list(`layers/${layer}`)),
  }));
  expect(groups.top).toContain('vars');
  expect(groups.layers).toHaveLength(9);
  expect(groups.layers.every((layer) => layer.includes('vars'))).toBe(true);
});

describe('a damaged file is an error, not another network', () => {
  test.each<readonly [string, () => Uint8Array | Promise<Uint8Array>]>([
    ['cut short', () => whole.subarray(0, whole.length / 2)],
    ['empty', () => new Uint8Array()],
    ['without its description', () => without('config.json')],
    ['without its weights', () => without('model.weights.h5')],
    ['with weights that are none', () => zipSync({ ...parts, 'model.weights.h5': strToU8('weights') })],
    [
      'with weights cut short',
      () => zipSync({ ...parts, 'model.weights.h5': parts['model.weights.h5']!.subarray(0, 2000) }),
    ],
    ['with metadata that is null', () => zipSync({ ...parts, 'metadata.json': strToU8('null') })],
    ['with a description that unpacks to 20 MB', () => zipSync({ ...parts, 'config.json': new Uint8Array(20 << 20) })],
    ['with weights that unpack to 64 MB', () => zipSync({ ...parts, 'model.weights.h5': new Uint8Array(64 << 20) })],
    [
      'whose parts lie above',
      () => zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [`../../${name}`, part]))),
    ],
    ['with a description that is no JSON', () => zipSync({ ...parts, 'config.json': strToU8('{') })],
  ])('%s', async (_, create) => {
    await expect(importModel(await create())).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });

  test.each<readonly [string, string, () => Uint8Array | Promise<Uint8Array>]>([
    ['a layer that takes one that is not there', 'layers', () => editConfig(({ layers }) => layers.splice(3, 1))],
    ['two layers of a name', 'layers', () => editConfig(({ layers }) => layers.push(layers[1]!))],
    [
      'two outputs',
      'layers',
      () =>
        editConfig(
          (config) =>
            (config.output_layers = [
              ['a', 0, 0],
              ['b', 0, 0],
            ]),
        ),
    ],
    [
      'weights of another shape',
      'weights',
      () =>
        editConfig(
          ({ layers }) => (layers.find(({ class_name: name }) => name === 'Conv2D')!.config.kernel_size = [5, 5]),
        ),
    ],
    [
      'no weights',
      'weights',
      async () => zipSync({ ...parts, 'model.weights.h5': await writeHdf5({ groups: { layers: {} } }) }),
    ],
  ])('%s', async (_, field, create) => {
    await expect(importModel(await create())).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE', details: { field } });
  });

  test.each<readonly [string, RegExp, (layers: Layer[]) => void]>([
    [
      'a layer that is used twice',
      /used more than once/,
      (layers) => layers[3]!.inbound_nodes.push(...layers[3]!.inbound_nodes),
    ],
    [
      'channels first',
      /data_format "channels_first"/,
      (layers) => (find(layers, 'Conv2D').config.data_format = 'channels_first'),
    ],
    ['groups', /groups 2/, (layers) => (find(layers, 'Conv2D').config.groups = 2)],
    ['another axis', /axis 1/, (layers) => (find(layers, 'BatchNormalization').config.axis = 1)],
    ['an unknown function', /activation "sine"/, (layers) => (find(layers, 'Activation').config.activation = 'sine')],
    [
      'a window larger than the image',
      /window larger/,
      (layers) => (find(layers, 'Conv2D').config.kernel_size = [99, 99]),
    ],
    ['code', /^Lambda "/, (layers) => (find(layers, 'Activation').class_name = 'Lambda')],
  ])('%s cannot be taken over', async (_, message, change) => {
    const file = editConfig(({ layers }) => change(layers));
    await expect(importModel(file)).rejects.toMatchObject({
      code: 'LAYER_UNSUPPORTED',
      details: { layers: [expect.stringMatching(message) as unknown] },
    });
  });
});

const find = (layers: readonly Layer[], className: string): Layer =>
  layers.find((layer) => layer.class_name === className)!;
