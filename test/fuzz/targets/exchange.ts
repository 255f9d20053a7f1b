import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import h5wasm from 'h5wasm';
import { type ExchangeSource, exportModel, importModel, type ImportModelOptions } from '@ferkit/core/exchange';
import { writeHdf5 } from '#core/exchange/keras/Hdf5';
import type { Random } from '@ferkit/core/datasets';
import { createTinyModel } from '../../core/support/tinyNet';
import { testBackend } from '../../core/support/testBackend';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';
import { mutateJson } from '../support/mutateJson';
import { createSavedModel, toFiles } from '../support/savedModel';
import { useModel } from '../support/useModel';

/** One or more files of another library, and import options. */
interface ExchangeInput extends ImportModelOptions {
  readonly source: ExchangeSource;
}

type Parts = Readonly<Record<string, Uint8Array>>;

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';
const told = { labels: ['a', 'b', 'c'], scaling: '0..1' } as const;

const zip = (parts: Parts): Uint8Array => zipSync({ ...parts }, { level: 0 });
const parse = (bytes: Uint8Array): object => JSON.parse(strFromU8(bytes)) as object;
const toJson = (value: unknown): Uint8Array => strToU8(JSON.stringify(value));

async function exportTiny(format: 'keras' | 'onnx'): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-fuzz-'));
  const model = await createTinyModel();
  await exportModel(model, join(folder, 'tiny'), { format });
  model.dispose();
  const bytes = Uint8Array.from(await readFile(join(folder, 'tiny')));
  await rm(folder, { recursive: true });
  return bytes;
}

/** A model as Keras 2 saves it: the configuration in an attribute, the weights by name. */
async function createLegacy(): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const name = 'legacy.h5';
  const file = new h5wasm.File(name, 'w');
  const layer = (className: string, config: object) => ({ class_name: className, config });
  const layers = [
    layer('Flatten', { name: 'flat', batch_input_shape: [null, 16, 16, 1] }),
    layer('Dense', { name: 'scores', units: 3, activation: 'softmax', use_bias: true }),
  ];
  file.create_attribute('model_config', JSON.stringify({ class_name: 'Sequential', config: { name: 'net', layers } }));
  const group = file.create_group('model_weights').create_group('scores');
  group.create_attribute('weight_names', ['scores/kernel:0', 'scores/bias:0']);
  const weights = group.create_group('scores');
  const values = Float32Array.from({ length: 768 }, (_, k) => ((k * 37) % 19) / 100);
  weights.create_dataset({ name: 'kernel:0', data: values, shape: [256, 3], dtype: '<f4' });
  weights.create_dataset({ name: 'bias:0', data: new Float32Array(3), shape: [3], dtype: '<f4' });
  file.close();
  const bytes = Uint8Array.from(FS.readFile(name));
  FS.unlink(name);
  return bytes;
}

/** HDF5 bytes of the first weight's shape, and their replacement by a shape of ten gigabytes. */
function claimGigabytes(bytes: Uint8Array): Uint8Array {
  const encode = (shape: readonly number[]): Buffer => Buffer.from(BigUint64Array.from(shape, BigInt).buffer);
  const changed = Buffer.from(bytes);
  const at = changed.indexOf(encode([3, 3, 1, 4]));
  if (at < 0) throw new Error('the shape was not found');
  changed.set(encode([25_000, 25_000, 1, 4]), at);
  return Uint8Array.from(changed);
}

/** Gives the dense layer a second input of another rank: the output of an earlier layer. */
function giveTwoInputs(config: string): string {
  const parsed = JSON.parse(config) as {
    readonly config: {
      readonly layers: readonly { readonly class_name: string; readonly inbound_nodes: { args: unknown[] }[] }[];
    };
  };
  const { layers } = parsed.config;
  const flatten = layers.find(({ class_name: type }) => type === 'Flatten')!;
  const dense = layers.find(({ class_name: type }) => type === 'Dense')!;
  dense.inbound_nodes[0]!.args.push(...flatten.inbound_nodes[0]!.args);
  return JSON.stringify(parsed);
}

/** A copy whose global heap ends in free space of size 0, at which the HDF5 library loops. */
function emptyFreeSpace(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  let object = copy.indexOf('GCOL') + 16;
  while (copy.readUInt16LE(object) !== 0) object += 16 + Math.ceil(copy.readUInt32LE(object + 8) / 8) * 8;
  copy.writeUInt32LE(0, object + 8);
  return new Uint8Array(copy);
}

/** Model files of other libraries: `.keras`, `.h5`, `.onnx` and tfjs folders. */
export async function openExchangeFiles(): Promise<FuzzTarget<ExchangeInput>> {
  const whole = await exportTiny('keras');
  const onnx = await exportTiny('onnx');
  const parts = unzipSync(whole) as Parts;
  const legacy = await createLegacy();
  const { description, weights, weightsName } = await createSavedModel('float32');
  const empty = await writeHdf5({ groups: { layers: {} } });
  const edit = (name: string, change: (bytes: Uint8Array) => Uint8Array): ExchangeInput => ({
    source: zip({ ...parts, [name]: change(parts[name]!) }),
  });

  const mutate = (random: Random): ExchangeInput => {
    const kind = random.integer(10);
    if (kind < 2)
      return { source: mutateBytes(random, whole, { words: [CONFIG, METADATA, WEIGHTS, '../config.json', 'PK'] }) };
    if (kind === 2) return edit(CONFIG, (bytes) => toJson(mutateJson(random, parse(bytes))));
    if (kind === 3) return edit(METADATA, (bytes) => toJson(mutateJson(random, parse(bytes))));
    if (kind === 4) return edit(WEIGHTS, (bytes) => mutateBytes(random, bytes, { others: [legacy, empty] }));
    if (kind === 5) return { source: toFiles(JSON.stringify(mutateJson(random, description)), weightsName, weights) };
    if (kind > 7)
      return { ...told, source: mutateBytes(random, onnx, { words: ['Conv', 'Reshape', 'pads', 'strides'] }) };
    return {
      ...told,
      source: mutateBytes(random, legacy, { words: ['model_config', 'Dense', 'softmax'], others: [empty] }),
    };
  };

  return {
    seeds: [
      { source: whole },
      { source: legacy, ...told },
      { source: onnx },
      { source: toFiles(JSON.stringify(description), weightsName, weights) },
    ],
    hostile: [
      { name: 'metadata-that-is-null', expected: 'MODEL_CORRUPT', create: () => edit(METADATA, () => toJson(null)) },
      {
        name: 'zip-bomb',
        expected: 'MODEL_CORRUPT',
        create: () => ({ source: zipSync({ ...parts, [CONFIG]: new Uint8Array(200 << 20) }, { level: 9 }) }),
      },
      {
        name: 'zip-bomb-of-weights',
        expected: 'MODEL_CORRUPT',
        create: () => ({ source: zipSync({ ...parts, [WEIGHTS]: new Uint8Array(200 << 20) }, { level: 9 }) }),
      },
      {
        name: 'parts-that-lie-above',
        expected: 'MODEL_CORRUPT',
        create: () => ({
          source: zip(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [`../../${name}`, bytes]))),
        }),
      },
      {
        name: 'ten-gigabytes-of-weights',
        expected: 'MODEL_CORRUPT',
        create: () => edit(WEIGHTS, claimGigabytes),
      },
      {
        name: 'free-space-without-a-size',
        expected: 'MODEL_CORRUPT',
        create: () => ({ ...told, source: emptyFreeSpace(legacy) }),
      },
      {
        name: 'a-hundred-thousand-lists',
        expected: 'MODEL_INCOMPATIBLE',
        create: () =>
          edit(CONFIG, () => strToU8(`{"class_name":"Sequential","config":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)),
      },
      {
        name: 'a-dense-layer-of-two-inputs',
        expected: 'MODEL_INCOMPATIBLE',
        create: () => edit(CONFIG, (bytes) => strToU8(giveTwoInputs(strFromU8(bytes)))),
      },
      {
        name: 'a-polluting-key',
        expected: 'result',
        create: () =>
          edit(CONFIG, (bytes) =>
            strToU8(
              strFromU8(bytes).replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'),
            ),
          ),
      },
    ],
    mutate,
    run: async ({ source, ...options }) => {
      const model = await importModel(source, { ...options, backend: testBackend });
      try {
        await useModel(model);
      } finally {
        model.dispose();
      }
    },
    toBytes: ({ source }) => (source instanceof Uint8Array ? source : new Uint8Array()),
  };
}
