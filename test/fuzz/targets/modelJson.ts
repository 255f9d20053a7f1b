import type { MetadataOverrides } from '@ferkit/core';
import type { Random } from '@ferkit/core/datasets';
import { choose } from '../support/choose';
import type { FuzzTarget, HostileCase } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';
import { mutateJson } from '../support/mutateJson';
import { createSavedModel, withoutChecksums } from '../support/savedModel';
import { loadAndUse } from '../support/useModel';

/** The text of a model.json, and load options. */
interface ModelJsonInput {
  readonly text: Uint8Array;
  readonly metadata?: MetadataOverrides;
}

/** Options that a model of another tool needs. */
const told: MetadataOverrides = {
  labels: ['a', 'b', 'c'],
  input: { width: 16, height: 16, channels: 1 },
  preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
};

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

type Edit = (file: {
  modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
  userDefinedMetadata: { ferkit: Record<string, unknown> & { weights?: unknown } };
}) => void;

/** Changes that keep the file readable. */
const edits: Readonly<Record<string, readonly [expected: HostileCase<unknown>['expected'], edit: Edit]>> = {
  'ten-gigabytes-of-weights': [
    'MODEL_INCOMPATIBLE',
    ({ weightsManifest: [group] }) => {
      group!.weights = Array.from({ length: 10 }, (_, k) => ({ name: `w${k}`, shape: [2 ** 28], dtype: 'float32' }));
    },
  ],
  'ten-gigabytes-of-layers': [
    'MODEL_INCOMPATIBLE',
    ({ modelTopology }) =>
      (modelTopology.config.layers.find((layer) => layer.class_name === 'Dense')!.config.units = 2e7),
  ],
  'a-layer-as-constraint': [
    'MODEL_INCOMPATIBLE',
    ({ modelTopology }) => {
      const normalization = modelTopology.config.layers.find(({ class_name }) => class_name === 'BatchNormalization')!;
      normalization.config.beta_constraint = structuredClone(normalization);
    },
  ],
  'an-orthogonal-matrix': [
    'MODEL_INCOMPATIBLE',
    ({ modelTopology }) => {
      const dense = modelTopology.config.layers.find((layer) => layer.class_name === 'Dense')!;
      dense.config.units = 190;
      dense.config.kernel_initializer = { class_name: 'Orthogonal', config: { gain: 1, seed: null } };
    },
  ],
  'a-hundred-thousand-pixels-of-padding': [
    'MODEL_INCOMPATIBLE',
    ({ modelTopology }) =>
      modelTopology.config.layers.splice(
        1,
        0,
        ...[
          {
            class_name: 'ZeroPadding2D',
            config: {
              name: 'pad',
              padding: [
                [30_000, 30_000],
                [30_000, 30_000],
              ],
            },
          },
          { class_name: 'GlobalAveragePooling2D', config: { name: 'pool' } },
          { class_name: 'Reshape', config: { name: 'back', target_shape: [1, 1, 4] } },
        ],
      ),
  ],
  'a-file-above': ['MODEL_INCOMPATIBLE', ({ weightsManifest: [group] }) => (group!.paths = ['../../etc/passwd'])],
  'a-file-elsewhere': [
    'MODEL_INCOMPATIBLE',
    ({ weightsManifest: [group] }) => (group!.paths = ['http://127.0.0.1:9/w.bin']),
  ],
  'the-weights-twice': ['MODEL_CORRUPT', ({ weightsManifest: [group] }) => group!.paths.push(group!.paths[0]!)],
  'no-weight': ['MODEL_INCOMPATIBLE', ({ weightsManifest: [group] }) => (group!.weights = [null as never])],
  'a-weight-of-two-names': [
    'MODEL_INCOMPATIBLE',
    ({ weightsManifest: [group] }) => (group!.weights[1]!.name = group!.weights[0]!.name),
  ],
  'a-weight-called-__proto__': [
    'MODEL_INCOMPATIBLE',
    ({ weightsManifest: [group] }) => (group!.weights[0]!.name = '__proto__'),
  ],
  'too-few-labels': ['MODEL_INCOMPATIBLE', ({ userDefinedMetadata: { ferkit } }) => (ferkit.labels = ['a', 'b'])],
  'a-label-twice': ['MODEL_INCOMPATIBLE', ({ userDefinedMetadata: { ferkit } }) => (ferkit.labels = ['a', 'b', 'b'])],
  ...Object.fromEntries(
    [0, -1, 1e308, 1e-300, null, '1'].map((temperature) => [
      `temperature-${temperature}`,
      ['MODEL_INCOMPATIBLE', ({ userDefinedMetadata: { ferkit } }) => (ferkit.temperature = temperature)] as const,
    ]),
  ),
  ...Object.fromEntries(
    [
      [0, 0],
      [0, -1],
      [0, 1e300],
      [0, 1e-300],
      [1e300, 1],
      [1e12, 1],
    ].map(([mean, std]) => [
      `pixels-minus-${mean}-over-${std}`,
      [
        'MODEL_INCOMPATIBLE',
        ({ userDefinedMetadata: { ferkit } }) => (ferkit.preprocessing = { gray: 'rec601', resize: 'area', mean, std }),
      ] as const,
    ]),
  ),
  'another-size': [
    'MODEL_INCOMPATIBLE',
    ({ userDefinedMetadata: { ferkit } }) => (ferkit.input = { width: 17, height: 16, channels: 1 }),
  ],
  'scores-that-are-none': [
    'MODEL_INCOMPATIBLE',
    ({ modelTopology }) => (modelTopology.config.layers.at(-1)!.config.activation = 'tanh'),
  ],
  'a-polluting-key': [
    'result',
    (file) => {
      const text = '{"constructor":{"prototype":{"polluted":1}},"x":{"__proto__":{"polluted":1}}}';
      Object.assign(file, JSON.parse(text));
    },
  ],
};

/** Changes that only the checksum reveals. */
const silent: Readonly<Record<string, Edit>> = {
  'labels-in-another-order': ({ userDefinedMetadata: { ferkit } }) => (ferkit.labels = ['b', 'a', 'c']),
  'another-temperature': ({ userDefinedMetadata: { ferkit } }) => (ferkit.temperature = 10),
  'another-activation': ({ modelTopology }) => (modelTopology.config.layers[2]!.config.activation = 'elu'),
  'another-epsilon': ({ modelTopology }) => (modelTopology.config.layers[1]!.config.epsilon = 9),
};

/** model.json files beside valid weights. */
export async function openModelJson(): Promise<FuzzTarget<ModelJsonInput>> {
  const [whole, half] = [await createSavedModel('float32'), await createSavedModel('float16')];
  const weights = { [whole.weightsName]: whole.weights, [half.weightsName]: half.weights };
  const { userDefinedMetadata: _, ...foreign } = whole.description;
  const described = [
    whole.description,
    half.description,
    withoutChecksums(whole.description),
    withoutChecksums(half.description),
  ];
  const toInput = (file: object): ModelJsonInput =>
    'userDefinedMetadata' in file ? { text: encode(file) } : { text: encode(file), metadata: told };
  const edited = (file: object, edit: Edit): ModelJsonInput => {
    const copy = structuredClone(file);
    edit(copy as Parameters<Edit>[0]);
    return toInput(copy);
  };
  const mutate = (random: Random): ModelJsonInput => {
    const file = choose(random, [...described, ...described, foreign]);
    if (random.next() < 0.75) return toInput(mutateJson<object>(random, file));
    const { text, ...rest } = toInput(file);
    return { ...rest, text: mutateBytes(random, text) };
  };
  return {
    seeds: [...described, foreign].map(toInput),
    hostile: [
      ...Object.entries(edits).map(([name, [expected, edit]]) => ({
        name,
        expected,
        create: () => edited(withoutChecksums(whole.description), edit),
      })),
      ...Object.entries(silent).map(([name, edit]) => ({
        name,
        expected: 'MODEL_CORRUPT' as const,
        create: () => edited(whole.description, edit),
      })),
    ],
    mutate,
    run: ({ text, metadata }) =>
      loadAndUse(
        [
          new File([text as BlobPart], 'model.json'),
          ...Object.entries(weights).map(([name, bytes]) => new File([bytes as BlobPart], name)),
        ],
        metadata,
      ),
    toBytes: ({ text }) => text,
  };
}
