import { extname } from 'node:path';
import { evaluate as evaluateModel, loadModel, reportToCsv, reportToJson, reportToMarkdown, SPLITS } from '../../index';
import { defineCommand } from '../Command';
import { LiveLine } from '../Screen';
import { backendFlag, parseBackend } from '../backendFlag';
import { dataFlags, hasSplit, matchLabels, openData } from '../dataFlags';
import { parseChoice, parseNumber } from '../parseValue';
import { formatCount } from '../render/formatNumber';
import { renderBar } from '../render/formatTable';
import { renderReport } from '../render/renderReport';
import { writeOutput } from '../writeOutput';

const formats = {
  markdown: reportToMarkdown,
  csv: reportToCsv,
  json: reportToJson,
} as const;

type Format = keyof typeof formats;

const formatOfExtension: Readonly<Record<string, Format>> = { '.md': 'markdown', '.csv': 'csv', '.json': 'json' };

/** Evaluates a model on a dataset. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Evaluate a model on a dataset: scores of each label, confusion matrix, calibration',
  details: [
    'With a train split, scores are given twice: for all images, and without those that are pixel-identical to a training',
    'image.',
  ],
  flags: {
    model: { type: 'string', value: '<folder>', about: 'a model that train wrote (the bundled one)' },
    ...dataFlags,
    split: { type: 'string', value: '<split>', about: 'train, validation, test or all (test)' },
    format: { type: 'string', value: '<format>', about: 'markdown, csv or json instead of text' },
    out: { type: 'string', value: '<file>', about: 'write the report to a file of format .md, .csv or .json' },
    'batch-size': { type: 'string', value: '<n>', about: 'images at once; more is faster and takes more memory (64)' },
    views: { type: 'string', value: '<n>', about: '1, 2 (with mirror image) or 10 (shifted too), averaged (1)' },
    ...backendFlag,
  },
  examples: [
    ['evaluate --model runs/my-model --data fer2013.csv', 'on the test split (PrivateTest)'],
    ['evaluate --model runs/bst261 --data fer2013.csv --merge disgust:angry', 'a model of six labels'],
    ['evaluate --data fer2013.csv --split validation --out report.md', 'the bundled model, as Markdown'],
  ],
  run: async ({ values, host }) => {
    const { out, error: screen, signal } = host;
    const split = parseChoice('split', values.split ?? 'test', [...SPLITS, 'all']);
    const format = chooseFormat(values.format, values.out);
    const batchSize =
      values['batch-size'] === undefined ? {} : { batchSize: parseNumber('batch-size', values['batch-size']) };
    const views = Number(parseChoice('views', values.views ?? '1', ['1', '2', '10'])) as 1 | 2 | 10;

    const whole = await openData(values, host);
    const model = await loadModel(values.model, { backend: parseBackend(values.backend), signal });
    const line = new LiveLine(screen);
    try {
      const dataset = matchLabels(whole, model.labels);
      const samples = split === 'all' ? dataset : dataset.selectSplit(split);
      const report = await evaluateModel(model, samples, {
        ...batchSize,
        views,
        ...((split === 'validation' || split === 'test') && hasSplit(dataset, 'train')
          ? { trainingSet: dataset.selectSplit('train') }
          : {}),
        signal,
        onProgress: ({ done, total }) =>
          line.update(
            () =>
              `evaluating  ${renderBar(done / total, 24, screen.style)}  ${formatCount(done)}/${formatCount(total)}`,
          ),
      });
      line.clear();
      if (values.out !== undefined) {
        await writeOutput(values.out, formats[format ?? 'json'](report));
        screen.print(`Wrote ${values.out}.`);
      } else if (format !== undefined) {
        out.write(formats[format](report));
      } else {
        const { name, device } = report.backend;
        out.print(
          `${values.model ?? 'the bundled model'} on ${name}: ${device}${views === 1 ? '' : `, ${views} views per image`}`,
          '',
          ...renderReport(report, out.style, out.columns),
        );
      }
      return 0;
    } finally {
      line.clear();
      model.dispose();
    }
  },
});

function chooseFormat(format: string | undefined, file: string | undefined): Format | undefined {
  if (format !== undefined) return parseChoice('format', format, Object.keys(formats) as Format[]);
  return file === undefined ? undefined : formatOfExtension[extname(file)];
}
