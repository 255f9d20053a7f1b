import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { corruptionTable } from '../../datasets/Corruption';
import { evaluateTable } from '../../evaluation/evaluate';
import {
  type Corruption,
  CORRUPTION_KINDS,
  type CorruptionKind,
  type Dataset,
  describeCorruption,
  evaluate as evaluateModel,
  type EvaluateOptions,
  type EvaluationReport,
  isFerError,
  parseReport,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
  SPLITS,
} from '../../index';
import { defineCommand, quietFlag } from '../Command';
import { choiceFlag, flagsOf } from '../Flag';
import { quoteCommand } from '../Host';
import { OutputFormats } from '../OutputFormats';
import { LiveLine } from '../Screen';
import { backendFlag } from '../backendFlag';
import { dataFlags, hasSplit, openData } from '../dataFlags';
import { Failure, UsageError } from '../failures';
import { keepInputs } from '../keepInputs';
import { modelFiles, modelFlag, openModel } from '../openModel';
import { isUrl } from '../parseValue';
import { renderContactSheet } from '../render/renderContactSheet';
import { countOf, formatCount } from '../render/formatNumber';
import { createStyle } from '../render/Style';
import { renderBar } from '../render/formatTable';
import { PAGE_LANGUAGES, renderReportPage } from '../reportPage/renderReportPage';
import { renderReport } from '../render/renderReport';
import { showText } from '../render/showText';
import { writeOutput } from '../writeOutput';

/** The width of a report that is written as text. */
const TEXT_COLUMNS = 100;

const writers = {
  text: (report: EvaluationReport) => `${renderReport(report, createStyle('none'), TEXT_COLUMNS).join('\n')}\n`,
  markdown: reportToMarkdown,
  csv: reportToCsv,
  json: reportToJson,
} as const;

const formats = new OutputFormats(['text', 'markdown', 'csv', 'json'], {
  json: 'json',
  endings: { '.txt': 'text', '.md': 'markdown', '.markdown': 'markdown', '.csv': 'csv', '.json': 'json' },
});

const evaluateFlag = flagsOf<EvaluateOptions>(evaluateTable);

const corruptionKinds = CORRUPTION_KINDS.map((kind) => `${kind} (${corruptionTable[kind].unit})`);

/** Evaluates a model on a dataset. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Evaluate a model on a dataset: scores of each label, confusion matrix, calibration',
  details: [
    'With a train split, scores are given twice: for all images, and without those that are pixel-identical to a training',
    'image. Labels that the model has and the data lacks are left out of the means; labels that the model does not have are',
    'renamed with --rename, merged with --merge, or left out with --labels.',
    '',
    '--corruptions scores all images once more after each corruption. Kinds, with the unit of their strengths:',
    `${corruptionKinds.slice(0, 5).join(', ')},`,
    `${corruptionKinds.slice(5).join(', ')}.`,
  ],
  flags: {
    ...modelFlag,
    ...dataFlags,
    split: choiceFlag([...SPLITS, 'all'], {
      value: '<split>',
      default: 'test',
      about: 'train, validation, test or all',
    }),
    ...formats.flags,
    out: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      about: 'write the report to a file: .md, .csv, .json or .txt',
    },
    html: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      about: 'write the report as a page too: one file with charts, for any browser, also offline',
    },
    lang: choiceFlag(PAGE_LANGUAGES, { value: '<language>', default: 'en', about: 'language of the page of --html' }),
    compare: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      about: 'on the page of --html, show changes since an earlier report in JSON',
    },
    'batch-size': evaluateFlag('batchSize', {
      value: '<n>',
      about: 'images at once; more is faster and takes more memory',
    }),
    views: evaluateFlag('views', {
      value: '<n>',
      about: '1, 2 (with mirror image) or 10 (shifted too), averaged',
    }),
    corruptions: evaluateFlag('corruptions', {
      value: '[list]',
      alone: 'standard',
      expected: 'standard, or kinds and strengths, like noise:10,blur:0.8',
      about: 'score corrupted images too: alone the standard list, or such as noise:10,blur:0.8',
      parse: parseCorruptions,
    }),
    seed: evaluateFlag('seed', { value: '<n>', about: 'of the noise, signs and places of corruptions' }),
    mistakes: {
      type: 'string',
      value: '<folder>',
      completes: 'folder',
      about: 'write mistakes.html: the pictures that were wrong, the worst first, and likely label errors',
    },
    ...backendFlag,
    ...quietFlag,
  },
  examples: [
    ['evaluate --model runs/my-model --data fer2013.csv', 'on the test split (PrivateTest)'],
    ['evaluate --model runs/bst261 --data fer2013.csv --merge disgust:angry', 'a model of six labels'],
    ['evaluate --data faces/ --rename joy=happy --labels happy,sad', 'labels under other names, and only some of them'],
    ['evaluate --data fer2013.csv --split validation --out report.md', 'the bundled model, as Markdown'],
    ['evaluate --data fer2013.csv --html report.html', 'a page with charts as well'],
    ['evaluate --data fer2013.csv --html report.html --lang de --compare before.json', 'in German, with the changes'],
    ['evaluate --data fer2013.csv --corruptions', 'noisy, blurred, small, dark faces too: 17 times as long'],
    [
      'evaluate --data photos/ --split all --mistakes checked/',
      'see which pictures were wrong, and whose label may be',
    ],
  ],
  run: async ({ values, host }) => {
    const { out, notices, signal } = host;
    const { split = 'test', views } = values;
    const format = formats.choose(values);
    if (values.seed !== undefined && values.corruptions === undefined) {
      throw new UsageError('--seed is for --corruptions: without them nothing is random.');
    }
    for (const flag of ['lang', 'compare'] as const) {
      if (values[flag] !== undefined && values.html === undefined) {
        throw new UsageError(`--${flag} is for the page of --html.`);
      }
    }
    const { data, model: network, 'label-file': list = '' } = values;
    const read = [
      ...modelFiles(network),
      ...(data === undefined ? [] : [data, join(data, list)]),
      ...(values.compare === undefined ? [] : [values.compare]),
    ];
    if (values.out !== undefined) await keepInputs(values.out, read);
    if (values.html !== undefined) {
      await keepInputs(values.html, read, '--html');
      if (!/\.html?$/i.test(values.html)) {
        throw new UsageError(`--html takes a file that ends in .html or .htm, not "${values.html}".`);
      }
    }

    const sheet = values.mistakes === undefined ? undefined : join(values.mistakes, SHEET);
    if (values.mistakes !== undefined) checkSheetFolder(values.mistakes);

    // Before the evaluation, which takes long.
    const compareWith = values.compare === undefined ? undefined : await readReport(values.compare);
    const model = await openModel(values.model, values.backend ?? 'auto', host);
    const line = new LiveLine(notices);
    try {
      const whole = await openData(values, host, {
        backend: values.backend,
        size: model.metadata.input,
        channels: model.metadata.input.channels,
      });
      const samples = split === 'all' ? whole : whole.selectSplit(split);
      const report = await evaluateModel(model, samples, {
        ...(values['batch-size'] === undefined ? {} : { batchSize: values['batch-size'] }),
        ...(views === undefined ? {} : { views }),
        ...(values.corruptions === undefined ? {} : { corruptions: values.corruptions }),
        ...(values.seed === undefined ? {} : { seed: values.seed }),
        ...(sheet === undefined ? {} : { mistakes: MOST_MISTAKES }),
        ...((split === 'validation' || split === 'test') && hasSplit(whole, 'train')
          ? { trainingSet: whole.selectSplit('train') }
          : {}),
        signal,
        onProgress: ({ done, total, corruption }) =>
          line.update(() => {
            const bar = renderBar(done / total, 24, notices.style);
            const pass = corruption === undefined ? '' : `  ${describeCorruption(corruption)}`;
            return `evaluating  ${bar}  ${formatCount(done)}/${formatCount(total)}${pass}`;
          }),
      }).catch((error: unknown) => {
        throw explainLabels(error, samples, model.labels);
      });
      line.clear();
      if (sheet !== undefined) {
        const places = { folder: dirname(sheet), pictures: folderOf(values.data) };
        await writeOutput(sheet, await renderContactSheet(report, samples, places));
        notices.print(`Wrote ${sheet}.`);
      }
      if (values.html !== undefined) {
        const page = await renderReportPage(report, {
          ...(compareWith && { compareWith }),
          ...(values.lang && { language: values.lang }),
        });
        await writeOutput(values.html, page);
        notices.print(`Wrote ${values.html}.`);
      }
      if (values.out !== undefined) {
        await writeOutput(values.out, writers[format](report));
        notices.print(`Wrote ${values.out}.`);
      } else if (format !== 'text') {
        out.write(writers[format](report));
      } else {
        const { name, device } = report.backend;
        const model = showText(values.model ?? 'the bundled model');
        out.print(
          `${model} on ${name}: ${device}${views === undefined || views === 1 ? '' : `, ${views} views per image`}`,
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

/**
 * Reads the report of `--compare`.
 * @throws Failure with the path of a file that is absent or no report
 */
async function readReport(path: string): Promise<EvaluationReport> {
  if (!existsSync(path)) {
    throw new Failure(`--compare takes a report in JSON, as --out report.json writes one: there is no file "${path}".`);
  }
  try {
    return parseReport(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Failure(
      `--compare takes a report in JSON, as --out report.json writes one, and "${path}" is none: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The page of `--mistakes`. */
const SHEET = 'mistakes.html';
/** Most pictures of each list on that page: each takes some 3 kB. */
const MOST_MISTAKES = 200;

/** @throws UsageError for the name of a file */
function checkSheetFolder(path: string): void {
  const isFile = existsSync(path) ? !statSync(path).isDirectory() : extname(path).toLowerCase() === '.html';
  if (isFile) throw new UsageError(`--mistakes takes a folder, into which it writes ${SHEET}, not the file "${path}".`);
}

/** The folder of a dataset's files; undefined for a dataset in one file, which has no picture to open. */
const folderOf = (data: string | undefined): string | undefined =>
  data !== undefined && !isUrl(data) && existsSync(data) && statSync(data).isDirectory() ? data : undefined;

/** Reads `noise:10,blur:0.8`; undefined for text that is no list of such pairs. The rule of the option checks kinds and strengths. */
function parseCorruptions(text: string): readonly Corruption[] | undefined {
  const pairs = text.split(',').map((pair) => /^\s*([^:\s]+):([^:]+)$/.exec(pair));
  if (pairs.some((pair) => pair === null || pair[2]!.trim() === '' || Number.isNaN(Number(pair[2])))) return undefined;
  return pairs.map((pair) => ({ kind: pair![1] as CorruptionKind, strength: Number(pair![2]) }));
}

/** Tells the labels that the model lacks, with their numbers and the flags that help. */
function explainLabels(error: unknown, dataset: Dataset, known: readonly string[]): unknown {
  if (!isFerError(error, 'MODEL_INCOMPATIBLE') || error.details.labels === undefined) return error;
  const unknown = error.details.labels;
  const taken = new Set(dataset.labels);
  const [renames, merges]: [string[], string[]] = [[], []];
  for (const { label, meant } of unknown) {
    // Two labels of one dataset cannot have the same name: the second one is merged.
    if (meant !== undefined && taken.has(meant)) merges.push(`${label}=${meant}`);
    else renames.push(`${label}=${meant ?? '<label of the model>'}`);
    if (meant !== undefined) taken.add(meant);
  }
  // The data may have the label that the reader means.
  const open = unknown.flatMap(({ label, meant }) => (meant === undefined ? [`${label}=<label of the data>`] : []));
  const shared = dataset.labels.filter((label) => known.includes(label));
  const named = unknown.map(({ label, samples }) => `${label} (${countOf(samples, 'image')})`).join(', ');
  return new Failure(
    [
      `${dataset.name} has labels that the model does not have: ${named}. The model has ${known.join(', ')}.`,
      `If they mean the same: ${[...describeFlag('rename', renames), ...describeFlag('merge', merges)].join(' ')}.`,
      ...(open.length === 0 || shared.length === 0
        ? []
        : [`To count them as a label that the data have: ${describeFlag('merge', open).join('')}.`]),
      ...(shared.length === 0 ? [] : [`To leave them out: --labels ${quoteCommand([shared.join(',')])}.`]),
    ].join(' '),
    { cause: error },
  );
}

const describeFlag = (flag: string, pairs: readonly string[]): string[] =>
  pairs.length === 0 ? [] : [`--${flag} ${quoteCommand([pairs.join(',')])}`];
