import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { architectures, type BackendChoice, type FerModel, loadModel } from '../index';
import { isRecord } from '../isRecord';
import { type Host, quoteCommand } from './Host';
import { RunFolder } from './RunFolder';
import { Failure, hintAt } from './failures';
import { isUrl } from './parseValue';
import { showText } from './render/showText';

/** The flag of commands that use a model. */
export const modelFlag = {
  model: {
    type: 'string',
    value: '<folder>',
    completes: 'folder',
    default: 'the bundled one',
    about: 'a model that train wrote, or its zip archive',
  },
} as const;

/** The name of the model that comes with the package. */
export const BUNDLED = 'bundled';

/** True for the name of the bundled model, unless a file of this name lies here. */
export const isBundled = (path: string): boolean => path === BUNDLED && !existsSync(path);

/** Files of other libraries that `ferkit import` reads, with their library. */
const IMPORTABLE: Readonly<Record<string, string>> = {
  '.h5': 'Keras',
  '.hdf5': 'Keras',
  '.keras': 'Keras',
  '.onnx': 'ONNX',
};
/** Files of models that ferkit does not read. */
const FOREIGN: Readonly<Record<string, string>> = {
  '.pt': 'PyTorch',
  '.pth': 'PyTorch',
  '.pkl': 'Python',
  '.tflite': 'TensorFlow Lite',
  '.pb': 'TensorFlow',
};

/**
 * Loads a model that the command line names; without a path the bundled one.
 * @throws Failure for a path that is no model; the errors of `loadModel`
 */
export async function openModel(
  path: string | undefined,
  backend: BackendChoice,
  { program, signal, notices }: Pick<Host, 'program' | 'signal' | 'notices'>,
): Promise<FerModel> {
  const options = { backend, signal };
  if (path !== undefined && isBundled(path)) return loadModel(undefined, options);
  if (path !== undefined && !isUrl(path)) await checkModelPath(path, program);
  return loadModel(path, {
    ...options,
    onProgress: (event) => {
      if (event.type !== 'assumed') return;
      const { width, height, channels } = event.input;
      notices.print(
        `An export of ${event.from}: labels ${event.labels.map(showText).join(', ')}; ${width} x ${height} pixels in ` +
          `${channels === 3 ? 'colour' : 'grey'}, assumed to be scaled to -1..1.`,
      );
    },
  });
}

/** The files of a model that the command line names; none of the bundled one. */
export const modelFiles = (path: string | undefined): string[] =>
  path === undefined ? [] : [path, join(path, 'model.json')];

/** True for a path that can only be meant as a model. */
export const looksLikeModel = (path: string): boolean =>
  path.endsWith('model.json') ||
  path.endsWith('.safetensors') ||
  Object.hasOwn(IMPORTABLE, extname(path).toLowerCase()) ||
  Object.hasOwn(FOREIGN, extname(path).toLowerCase()) ||
  (!isUrl(path) && existsSync(join(path, 'model.json')));

/** Explains a name in place of a path: that of a network, which has no weights yet, or nearly that of a network or model. */
const explainName = (name: string): string =>
  Object.hasOwn(architectures, name)
    ? ` ${name} is a network, which train makes a model of: --architecture ${name}.`
    : hintAt(name, [...Object.keys(architectures), BUNDLED]);

const nextModel = (path: string, program: string): string =>
  ` Name the folder that train wrote, or "${BUNDLED}"; ${program} train --data <path> --out ${quoteCommand([path])} makes one there.`;

async function checkModelPath(path: string, program: string): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined)
    throw new Failure(
      `There is no model at ${path}: it does not exist.${explainName(path) || nextModel(path, program)}`,
    );
  if (facts.isDirectory()) {
    if (existsSync(join(path, 'model.json'))) return;
    const folder = new RunFolder(path);
    throw new Failure(
      folder.isUnfinished
        ? `The training in ${path} is unfinished, so it has no model yet. Resume it: ${program} train --out ${path} --resume`
        : `The folder ${path} has no model: expected model.json and its weights in it.`,
    );
  }
  const extension = extname(path).toLowerCase();
  if (basename(path) === 'model.json' || extension === '.zip') return;
  if (Object.hasOwn(IMPORTABLE, extension)) {
    const name = basename(path, extname(path));
    const command = quoteCommand([path, '--out', join('runs', name)]);
    throw new Failure(
      `${path} is a model of ${IMPORTABLE[extension]}. Import it, and use the result: ${program} import ${command}`,
    );
  }
  if (Object.hasOwn(FOREIGN, extension)) {
    throw new Failure(
      `${path} is a model of ${FOREIGN[extension]}, which ferkit does not read. It imports Keras, tfjs and ONNX; PyTorch writes ONNX by torch.onnx.export.`,
    );
  }
  if (extension === '.safetensors') {
    throw new Failure(
      `${path} is no model: expected the folder of one. A checkpoint of a training is taken by ${program} train alone, as --from.`,
    );
  }
  throw new Failure(await explainFile(path));
}

/** Explains a file that is neither a folder nor a `model.json`. */
export async function explainFile(path: string): Promise<string> {
  const file = extname(path).toLowerCase() === '.json' ? await readJson(path) : undefined;
  if (!isRecord(file)) return `${path} is no model: expected the folder of a model, with model.json and its weights.`;
  if ('modelTopology' in file) {
    return `${path} is a model of tfjs under another name. Rename it to ${join(dirname(path), 'model.json')}, beside its weights.`;
  }
  const kind =
    'confusion' in file
      ? 'an evaluation report'
      : 'perLabel' in file
        ? 'a summary of a dataset'
        : 'flags' in file && 'schema' in file
          ? 'the options of a training run'
          : 'JSON of something else';
  return `${path} is no model but ${kind}: expected the folder of a model, with model.json and its weights.`;
}

/** Undefined for a file that is no JSON, or that cannot be read. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
