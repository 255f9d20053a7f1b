import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from '../Command';
import { dataFlags, openData } from '../dataFlags';
import { UsageError } from '../failures';
import { inspectDataset } from '../inspectDataset';
import { inspectModel } from '../inspectModel';

/** Shows the facts of a dataset or a model. */
export const inspect = defineCommand({
  name: 'inspect',
  summary: 'Show the facts of a dataset or a model',
  operands: '[path]',
  details: [
    'Of a dataset: images by split and label, mean and deviation of the pixels, duplicates and conflicting labels.',
    'Of a model: labels, input, parameters, operations, size, hash and provenance.',
  ],
  flags: {
    ...dataFlags,
    model: { type: 'string', value: '<folder>', about: 'a model; a path with a model.json is one without this flag' },
    json: { type: 'boolean', about: 'print JSON' },
  },
  examples: [
    ['inspect fer2013.csv', 'a dataset'],
    ['inspect runs/my-model', 'a model'],
  ],
  run: async ({ values, positionals, host }) => {
    const { json = false } = values;
    const [path, ...surplus] = positionals;
    if (surplus.length > 0) throw new UsageError('inspect shows one dataset or model at a time.');
    const model = values.model ?? (path !== undefined && isModel(path) ? path : undefined);
    if (model !== undefined) {
      await inspectModel(model, json, host);
    } else {
      const data = values.data ?? path;
      inspectDataset(
        await openData({ ...values, ...(data === undefined ? {} : { data }) }, host, { split: false }),
        json,
        host,
      );
    }
    return 0;
  },
});

const isModel = (path: string): boolean => path.endsWith('model.json') || existsSync(join(path, 'model.json'));
