import { existsSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { importModel, type Scaling } from '../../entries/exchange';
import { type ModelMetadata, saveModel } from '../../index';
import { defineCommand, quietFlag } from '../Command';
import { RunFolder } from '../RunFolder';
import { Failure, UsageError } from '../failures';
import { explainFile } from '../openModel';
import { parseLabels, parseSize } from '../parseValue';
import { countOf } from '../render/formatNumber';
import { showText } from '../render/showText';

/** Imports a model of another library. */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Import a model of Keras, ONNX or tfjs',
  operands: '<path>',
  completes: 'file',
  details: [
    'Reads .keras, .h5 of Keras 2 and 3 with the whole model or with weights alone (--architecture), .onnx, and folders with',
    'the model.json of tfjs: networks that end in a softmax or in logits (--add-softmax). Names the layers or operators that',
    'it cannot import. A file that ferkit exported has its labels and scaling. For files of Keras:',
    'npm install h5wasm fflate',
  ],
  flags: {
    labels: {
      type: 'string',
      value: '<list>',
      choices: ['alphabetical', 'fer2013'],
      about:
        'labels of the outputs, in their order: angry,happy,sad; or alphabetical or fer2013, the orders of the seven expressions',
      read: parseOrder,
    },
    scaling: {
      type: 'string',
      value: '<range>',
      choices: ['0..255', '0..1', '-1..1'],
      about: 'range of the input pixels: 0..255, 0..1, -1..1, or <mean>,<std>',
      read: parseScaling,
    },
    size: {
      type: 'string',
      value: '<w>x<h>',
      option: 'input',
      about: 'size of the images, if the network leaves it open',
      read: parseSize,
    },
    architecture: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      about: "JSON of the network, from Keras' model.to_json(), for an .h5 file with weights alone",
    },
    'add-softmax': { type: 'boolean', about: 'add a softmax to a network that ends in logits' },
    out: {
      type: 'string',
      value: '<folder>',
      completes: 'folder',
      default: 'runs/ and the name of the file',
      about: 'where to write the model',
    },
    overwrite: { type: 'boolean', about: 'replace the model in --out' },
    ...quietFlag,
  },
  examples: [
    [
      'import net.onnx --labels alphabetical --scaling 0..1 --add-softmax',
      'a network of PyTorch, which ends in logits',
    ],
    [
      'import emotion_model.hdf5 --labels angry,disgust,fear,happy,sad,surprise,neutral --scaling -1..1 --out mini-xception',
      "O. Arriaga's mini_XCEPTION",
    ],
    ['import trained.keras --labels happy,sad --scaling 0..255', 'a network that scales pixels itself'],
  ],
  run: async ({ values, positionals, host }) => {
    const [path, ...surplus] = positionals;
    if (path === undefined) throw new UsageError('Which file or folder?');
    if (surplus.length > 0) throw new UsageError('import reads one model at a time.');
    const out = values.out ?? join('runs', basename(path, extname(path)));
    if (resolve(out) === resolve(path))
      throw new UsageError('The model would overwrite its source; name another --out.');
    new RunFolder(out).check({ resume: false, overwrite: values.overwrite === true });
    if (extname(path) === '.json' && basename(path) !== 'model.json' && existsSync(path)) {
      throw new Failure(await explainFile(path));
    }
    const model = await importModel(path, {
      ...(values.labels === undefined ? {} : { labels: values.labels }),
      ...(values.scaling === undefined ? {} : { scaling: values.scaling }),
      ...(values.size === undefined ? {} : { input: values.size }),
      ...(values.architecture === undefined ? {} : { architecture: values.architecture }),
      addSoftmax: values['add-softmax'] === true,
      backend: ['wasm', 'cpu'],
      signal: host.signal,
    });
    try {
      const saved = await saveModel(model, out);
      const { input, preprocessing, temperature } = model.metadata;
      host.out.print(
        `Wrote ${saved.path}: ${countOf(model.cost.parameters, 'parameter')}, ${input.width} x ${input.height} pixels ` +
          `minus ${preprocessing.mean}, divided by ${preprocessing.std}${temperature === 1 ? '' : `, temperature ${temperature}`}`,
        `Labels: ${model.labels.map(showText).join(', ')}`,
        ...describeOrder(model.metadata),
      );
    } finally {
      model.dispose();
    }
    return 0;
  },
});

/** A wrong order of labels gives wrong results without an error, so the assumed one is told. */
function describeOrder({ assumedOrder }: ModelMetadata): string[] {
  if (assumedOrder === undefined) return [];
  const order = { fer2013: "FER2013's", alphabetical: 'the alphabetical', other: 'the given' }[assumedOrder];
  const other = assumedOrder === 'fer2013' ? '; networks trained on folders have the alphabetical one' : '';
  return [
    `Assumed ${order} order of the outputs, which the file does not tell${other}. ferkit evaluate shows if it is right.`,
  ];
}

function parseOrder(text: string, flag: string): readonly string[] | 'alphabetical' | 'fer2013' {
  return text === 'alphabetical' || text === 'fer2013' ? text : parseLabels(text, flag);
}

/** The library checks named ranges. */
function parseScaling(text: string): Scaling {
  const pair = /^(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)$/i.exec(text);
  return pair === null ? (text as Scaling) : { mean: Number(pair[1]), std: Number(pair[2]) };
}
