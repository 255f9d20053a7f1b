import { basename, extname, resolve } from 'node:path';
import { EXPORT_FORMATS, exportModel } from '../../entries/exchange';
import { defineCommand, quietFlag } from '../Command';
import { choiceFlag } from '../Flag';
import { UsageError } from '../failures';
import { keepInputs } from '../keepInputs';
import { modelFiles, modelFlag, openModel } from '../openModel';
import { formatBytes } from '../render/formatNumber';

/** Exports a model for another library. */
export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write a model for Keras or as ONNX',
  operands: '[model]',
  completes: 'folder',
  details: [
    'The input of the file is grey pixels from 0 to 255: scaling and the calibrated temperature are layers of it, and its',
    "scores are those of predict. Labels are in the file's metadata. For Keras: npm install h5wasm fflate",
  ],
  flags: {
    model: { ...modelFlag.model, about: 'the model, which needs no flag' },
    to: choiceFlag(EXPORT_FORMATS, { value: '<format>', about: 'keras (a .keras file for Keras 3) or onnx' }),
    out: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      default: 'the name of the model, in this folder',
      about: 'where to write',
    },
    ...quietFlag,
  },
  examples: [
    ['export runs/my-model --to keras', 'my-model.keras'],
    ['export --to onnx --out ferkit.onnx', 'the bundled model'],
  ],
  run: async ({ values, positionals, host }) => {
    const [path, ...surplus] = [...positionals, ...(values.model === undefined ? [] : [values.model])];
    if (surplus.length > 0) throw new UsageError('export writes one model at a time.');
    if (values.to === undefined) throw new UsageError(`To which format? --to ${EXPORT_FORMATS.join(' or --to ')}`);
    const format = values.to;
    const name = path === undefined ? 'ferkit' : basename(resolve(path.replace(/\/?model\.json$/, '')));
    const target = values.out ?? `${name}.${format}`;
    const ending = extname(target).toLowerCase();
    const other = ['.h5', '.hdf5', ...EXPORT_FORMATS.map((id) => `.${id}`)].find((known) => known === ending);
    if (other !== undefined && other !== `.${format}`) {
      throw new UsageError(
        `--to ${format} writes a file in .${format}, and --out "${target}" is another: choose one of them.`,
      );
    }
    await keepInputs(target, modelFiles(path));
    const model = await openModel(path, ['wasm', 'cpu'], host);
    try {
      const { bytes, sha256 } = await exportModel(model, target, { format });
      host.out.print(`Wrote ${target}: ${formatBytes(bytes)}, SHA-256 ${sha256}`);
    } finally {
      model.dispose();
    }
    return 0;
  },
});
