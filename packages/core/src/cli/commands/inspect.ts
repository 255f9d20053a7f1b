import { defineCommand, quietFlag } from '../Command';
import { OutputFormats } from '../OutputFormats';
import { dataFlags, openData } from '../dataFlags';
import { UsageError } from '../failures';
import { inspectDataset } from '../inspectDataset';
import { inspectModel } from '../inspectModel';
import { looksLikeModel } from '../openModel';

const formats = new OutputFormats(['text', 'json'], { json: 'json' });

/** Shows the facts of a dataset or a model. */
export const inspect = defineCommand({
  name: 'inspect',
  summary: 'Show the facts of a dataset or a model',
  operands: '[path]',
  completes: 'file',
  details: [
    'Of a dataset: images by split and label, mean and deviation of the pixels, duplicates and conflicting labels, and by kind',
    'whatever was left out. Of a model: labels, input, parameters, operations, size, hash and provenance.',
  ],
  flags: {
    ...dataFlags,
    model: {
      type: 'string',
      value: '<folder>',
      completes: 'folder',
      about: 'a model; a path with a model.json is one without this flag',
    },
    ...formats.flags,
    ...quietFlag,
  },
  examples: [
    ['inspect fer2013.csv', 'a dataset'],
    ['inspect faces/ --rename joy=happy', 'a folder of images, with another name for one label'],
    ['inspect runs/my-model', 'a model'],
  ],
  run: async ({ values, positionals, host }) => {
    const [path, ...surplus] = positionals;
    if (surplus.length > 0) throw new UsageError('inspect shows one dataset or model at a time.');
    if (path !== undefined && (values.data !== undefined || values.model !== undefined || values.synthetic === true)) {
      throw new UsageError(`inspect shows one dataset or model at a time: leave out "${path}", or the option.`);
    }
    const json = formats.choose(values) === 'json';
    const model = values.model ?? (path !== undefined && looksLikeModel(path) ? path : undefined);
    if (model === undefined && path === undefined && values.data === undefined && values.synthetic !== true) {
      throw new UsageError('Which dataset or model? Give its path, or --synthetic for drawn faces.');
    }
    if (model !== undefined) {
      const ofData = Object.keys(dataFlags).find((flag) => Object.hasOwn(values, flag));
      if (ofData !== undefined) {
        throw new UsageError(`--${ofData} is for datasets, and ${model} is a model: leave it out.`);
      }
      await inspectModel(model, json, host);
      return 0;
    }
    const data = values.data ?? path;
    const options = { split: false, isTold: false };
    inspectDataset(await openData({ ...values, ...(data === undefined ? {} : { data }) }, host, options), json, host);
    return 0;
  },
});
