import { join } from 'node:path';
import {
  calibrate,
  type Calibration,
  type Dataset,
  distillLabels,
  type EpochRecord,
  evaluate,
  FEWEST_CALIBRATION_SAMPLES,
  type FerModel,
  finetune,
  finetuneDefaults,
  type FinetuneOptions,
  type FinetuneResult,
  reportToJson,
  saveModel,
  train as trainModel,
  trainDefaults,
  type TrainResult,
} from '../../index';
import { type CommandCall, defineCommand } from '../Command';
import { keptFlags, resumeCall } from '../resumeCall';
import { quoteCommand } from '../Host';
import { nameRun, RunFolder } from '../RunFolder';
import { renderReportPage } from '../reportPage/renderReportPage';
import { WatchPage } from '../reportPage/WatchPage';
import { TrainProgress } from '../TrainProgress';
import { hasSplit, holdOutValidation, openData } from '../dataFlags';
import { Interrupted, UsageError } from '../failures';
import { findRate } from '../findRate';
import { isMeasured, measureRecipe } from '../measureRecipe';
import { createNetwork, openForNetwork } from '../newNetwork';
import { openModel } from '../openModel';
import { openStart } from '../openStart';
import { countOf, formatBytes, formatPercent, formatSeconds } from '../render/formatNumber';
import { showText } from '../render/showText';
import type { Screen } from '../Screen';
import { networkOf, recipeOf, trainFlags } from '../trainFlags';
import { ofLastLayer, withProjectRecipe } from '../withProjectRecipe';

type TrainCall = CommandCall<typeof trainFlags>;

/** Trains a network and saves it with its report and history. */
export const train = defineCommand({
  name: 'train',
  summary: 'Train a network on a dataset, measure it, save it',
  details: [
    'Trains on the train split, chooses the best epoch on the validation split, calibrates on it, and evaluates on the test',
    'split. Writes model.json and its weights, report.json, report.html and history.json to --out; while it runs, a line for',
    'each epoch in history.csv and history.jsonl, with --tensorboard event files, and a checkpoint: Ctrl-C ends the run at the',
    'next batch, and --resume gives exactly the weights of an uninterrupted one. A finished run goes on with --resume and more --epochs. The options of the run are in run.json, so that --resume needs none but --out; --data, --backend',
    'and --workers may change. Of a project, the options that it keeps apply where no flag and no preset sets them.',
    '--watch shows curves and confusion matrix on a page of this machine while the run lasts.',
    '--folds and --learning-curve measure the recipe instead of making a model; --find-learning-rate prints a rate for it.',
    '--from begins with a trained model: few pictures are then enough. It keeps the features, or all layers if they validate better.',
    'With a checkpoint, or the folder of an unfinished run, and --head-epochs 0 it is a warm restart with options of its own.',
  ],
  flags: trainFlags,
  examples: [
    ['train --data fer2013.csv --out runs/my-model', 'the default network with the default recipe'],
    ['train --data fer2013.csv --preset bst261 --out runs/bst261', 'the BST261 course project'],
    ['train --data faces/ --epochs 10 --fraction 0.1', 'a quick try on a tenth of a folder of images'],
    ['train --data fer2013.csv --teacher runs/large --out runs/small', 'distil a large network into a small one'],
    ['train --from bundled --data photos/ --out runs/mine', 'labels of your own, from thirty photos of each'],
    [
      'train --from runs/a/last.safetensors --head-epochs 0 --epochs 10 --data fer2013.csv --out runs/b',
      'a new run from the weights of a checkpoint',
    ],
    ['train --from bundled --data photos/ --folds 5 --out runs/folds', 'how well it does, and how much that varies'],
    ['train --out runs/my-model --resume', 'resume after Ctrl-C'],
    ['train --out runs/my-model --resume --epochs 60', 'extend a finished run'],
  ],
  run: async (first) => {
    if (first.values['find-learning-rate'] === true) return findRate(first);
    const call = resumeCall(first);
    const { values, host } = call;
    const { resume = false, overwrite = false } = values;
    const folder = new RunFolder(values.out ?? nameRun(networkOf(values).architecture));
    folder.check({ resume, overwrite });
    if (resume && !folder.isUnfinished && !folder.isExtendable)
      host.notices.print(`${folder.path} has no checkpoint yet: the run starts anew.`);

    const page = values.watch === true ? await WatchPage.open(`Training in ${folder.path}`) : undefined;
    if (page !== undefined) host.notices.print(`To watch: ${page.url}`);
    try {
      return await trainInto(call, folder, page);
    } finally {
      await page?.close();
    }
  },
});

async function trainInto(call: TrainCall, folder: RunFolder, page: WatchPage | undefined): Promise<number> {
  const { values, given, host } = call;
  const { architecture, preset } = networkOf(values);
  const { resume = false, workers } = values;
  const notFrom = values.from === undefined ? undefined : NOT_FROM.find((name) => values[name] !== undefined);
  if (notFrom !== undefined) throw new UsageError(`--from and --${notFrom} exclude each other.`);
  if (isMeasured(call)) return await explained(call, folder, () => measureRecipe(call, folder, page));
  if (values.by !== undefined) throw new UsageError('--by is for --folds and --learning-curve.');
  if (values.from !== undefined) return finetuneRun(call, folder, page, values.from);
  const ofFrom = (['head-epochs', 'from-weights'] as const).find((name) => values[name] !== undefined);
  if (ofFrom !== undefined) throw new UsageError(`--${ofFrom} is for --from.`);

  const options = await withProjectRecipe(call, { ...preset?.training, ...recipeOf(values) });
  const { validationShare = trainDefaults.validationShare, seed = trainDefaults.seed, ...recipe } = options;
  const opened = await openForNetwork(call);
  const dataset = holdOutValidation(opened, validationShare, seed);
  tellValidation(call, opened, dataset);
  const data = await distil(call, splitsOf(dataset));
  const model = await createNetwork(call, dataset, seed);
  const progress = TrainProgress.of(call);
  try {
    if (resume) folder.reopen();
    printTitle(progress.screen, architecture, dataset);
    const result = await trainModel(model, data, {
      ...recipe,
      seed,
      ...(workers === undefined ? {} : { workers }),
      signal: host.signal,
      checkpoint: { path: folder.checkpoint, resume: resume ? 'extend' : false },
      callbacks: [folder.keepOptions(keptFlags(given)), ...folder.logs(values, page)],
      onEvent: (event) => progress.show(event),
    });
    progress.end();
    await finish(call, folder, { model, dataset, result, precision: values.precision ?? 'float32' });
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof Interrupted) explainInterruption(call, folder);
    throw error;
  } finally {
    model.dispose();
  }
}

/** Flags that choose a network or targets, which `--from` has already. */
const NOT_FROM = [
  'preset',
  'architecture',
  'network',
  'size',
  'colour',
  'teacher',
  'teacher-share',
  'workers',
] as const;

/** Fine-tunes a model on the dataset, and saves the result. */
async function finetuneRun(
  call: TrainCall,
  folder: RunFolder,
  page: WatchPage | undefined,
  from: string,
): Promise<number> {
  const { values, given, host } = call;
  const { resume = false, backend = 'auto' } = values;
  const base = await openStart(from, values['from-weights'], backend, host);
  const progress = TrainProgress.of(call);
  try {
    const headEpochs = values['head-epochs'];
    const wanted: FinetuneOptions = { ...recipeOf(values), ...(headEpochs === undefined ? {} : { headEpochs }) };
    const {
      seed = finetuneDefaults.seed,
      validationShare = finetuneDefaults.validationShare,
      ...recipe
    } = await withProjectRecipe(call, wanted, ofLastLayer);
    const opened = await openData(values, host, {
      backend: values.backend,
      size: base.metadata.input,
      channels: base.metadata.input.channels,
    });
    const dataset = holdOutValidation(opened, validationShare, seed);
    tellValidation(call, opened, dataset);
    // A new run must not resume the old one that --overwrite replaces.
    if (!resume) await folder.removeCheckpoint();
    printTitle(progress.screen, from, dataset);
    const result = await finetune(dataset, {
      ...recipe,
      seed,
      from: base,
      testShare: false,
      validationShare: false,
      signal: host.signal,
      checkpoint: folder.checkpoint,
      callbacks: [folder.keepOptions(keptFlags(given)), ...folder.logs(values, page)],
      onEvent: (event) => progress.show(event),
    });
    progress.end();
    const { model, all, kept } = result;
    try {
      if (all !== undefined && kept === 'head') {
        progress.screen.print('', 'All layers validate worse than the last layer alone, which is kept.');
      }
      const precision = values.precision ?? 'float32';
      await finish(call, folder, { model, dataset, result: joinStages(result), precision, measured: result });
    } finally {
      model.dispose();
    }
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof Interrupted) explainInterruption(call, folder);
    throw error;
  } finally {
    base.dispose();
  }
}

/** The course of a run: of a fine-tuning the epochs of both stages, each with its stage, and the result of the one that is kept. */
interface RunHistory extends TrainResult {
  readonly kept?: FinetuneResult['kept'];
  readonly history: readonly (EpochRecord & { readonly stage?: FinetuneResult['kept'] })[];
}

function joinStages({ head, all, kept }: FinetuneResult): RunHistory {
  const stages = Object.entries({ head, all }).filter(([, result]) => result !== undefined) as [
    FinetuneResult['kept'],
    TrainResult,
  ][];
  return {
    kept,
    ...stages.find(([stage]) => stage === kept)![1],
    history: stages.flatMap(([stage, { history }]) => history.map((record) => ({ stage, ...record }))),
    seconds: stages.reduce((sum, [, { seconds }]) => sum + seconds, 0),
  };
}

const printTitle = (screen: Screen, network: string, { name, labels }: Dataset): void =>
  screen.print(screen.style.bold(`${showText(network)} on ${showText(name)}: ${labels.map(showText).join(', ')}`));

/**
 * Tells how many samples are held out for validation, or that there are none.
 * @throws UsageError for a share that is not held out
 */
function tellValidation({ values, host }: TrainCall, opened: Dataset, dataset: Dataset): void {
  if (dataset === opened && values['validation-share'] !== undefined && values['validation-share'] !== false) {
    throw new UsageError('--validation-share is for data with a test split and none for validation: leave it out.');
  }
  if (!hasSplit(dataset, 'validation')) {
    host.notices.print('No samples for validation: the last epoch is kept, and the model is not calibrated.');
  } else if (dataset !== opened) {
    const { size } = dataset.selectSplit('validation');
    host.notices.print(
      `The dataset has no validation split: ${countOf(size, 'sample')} of the train split are held out.`,
    );
  }
}

interface Splits {
  readonly train: Dataset;
  readonly validation?: Dataset;
}

function splitsOf(dataset: Dataset): Splits {
  const train = dataset.selectSplit('train');
  return hasSplit(dataset, 'validation') ? { train, validation: dataset.selectSplit('validation') } : { train };
}

/** Gives the train split soft labels of the teachers; the validation split keeps its labels. */
async function distil({ values, host }: TrainCall, splits: Splits): Promise<Splits> {
  const { teacher: folders = [], 'teacher-share': share } = values;
  if (folders.length === 0) {
    if (share !== undefined) throw new UsageError('--teacher-share needs a --teacher.');
    return splits;
  }
  const backend = values.backend ?? 'auto';
  const teachers: FerModel[] = [];
  try {
    for (const folder of folders) teachers.push(await openModel(folder, backend, host));
    if (values.json !== true && values.quiet !== true) {
      host.out.print(`Distilling ${folders.join(', ')} on ${countOf(splits.train.size, 'image')}.`);
    }
    const options = share === undefined ? {} : { share };
    return { ...splits, train: await distillLabels(splits.train, teachers, { ...options, signal: host.signal }) };
  } finally {
    for (const teacher of teachers) teacher.dispose();
  }
}

interface FinishedRun {
  readonly model: FerModel;
  readonly dataset: Dataset;
  readonly result: RunHistory;
  readonly precision: 'float32' | 'float16';
  /** Of a model that is calibrated and evaluated already. */
  readonly measured?: Pick<FinetuneResult, 'calibration' | 'report'>;
}

/** Calibrates, evaluates and saves the model. The checkpoint is removed last: until then this can be repeated with --resume. */
async function finish(
  { values, host }: TrainCall,
  folder: RunFolder,
  { model, dataset, result, precision, measured }: FinishedRun,
): Promise<void> {
  // The validation split has also chosen the epoch. Using it again is harmless: a temperature changes no ranking, so no accuracy.
  const validation = hasSplit(dataset, 'validation') ? dataset.selectSplit('validation') : undefined;
  const isEnough = validation !== undefined && validation.size >= FEWEST_CALIBRATION_SAMPLES;
  const calibration =
    measured?.calibration ?? (isEnough ? await calibrate(model, validation, { signal: host.signal }) : undefined);
  const split = hasSplit(dataset, 'test') ? 'test' : hasSplit(dataset, 'validation') ? 'validation' : undefined;
  const report =
    split === undefined || measured?.report !== undefined
      ? measured?.report
      : await evaluate(model, dataset.selectSplit(split), {
          trainingSet: dataset.selectSplit('train'),
          signal: host.signal,
        });
  const saved = await saveModel(model, folder.path, { precision });
  await folder.write('history.json', toJson(result));
  if (report !== undefined) {
    await folder.write('report.json', reportToJson(report));
    const history = result.history.filter(({ stage }) => stage === result.kept);
    await folder.write('report.html', await renderReportPage(report, { history }));
  }
  // A fine-tuned model is trained further by --from.
  if (measured === undefined) folder.keepCheckpoint();
  else await folder.removeCheckpoint();

  const { bestEpoch, reason, seconds, kept } = result;
  if (values.json === true) {
    const { accuracy, macroF1 } = report ?? {};
    const { temperature } = calibration ?? {};
    const facts = { ...saved, kept, bestEpoch, reason, seconds, temperature, calibration, split, accuracy, macroF1 };
    host.out.write(`${JSON.stringify({ type: 'saved', ...facts })}\n`);
    return;
  }
  const stopped = reason === 'early-stopped' ? ', stopped early' : '';
  const ofStage = kept === undefined ? '' : kept === 'head' ? ' of the last layer' : ' of all layers';
  host.out.print(
    '',
    `Trained in ${formatSeconds(seconds)}${stopped}; best epoch ${bestEpoch}${ofStage}.`,
    ...(calibration === undefined ? [] : describeCalibration(calibration)),
    ...(validation === undefined || isEnough
      ? []
      : [`Not calibrated: validation has fewer than the ${FEWEST_CALIBRATION_SAMPLES} images that calibration needs.`]),
    ...(report === undefined || split === undefined
      ? []
      : [
          `${split}: accuracy ${formatPercent(report.accuracy)}, macro F1 ${formatPercent(report.macroF1)} on ${countOf(report.samples, 'image')}.`,
        ]),
    `Saved ${folder.path}: ${formatBytes(saved.bytes)}, SHA-256 ${saved.sha256.slice(0, 16)}.`,
    ...(report === undefined ? [] : [`To look at: ${join(folder.path, 'report.html')}`]),
  );
}

function describeCalibration({ temperature, samples, before, after, warnings }: Calibration): readonly string[] {
  const change = (from: number, to: number): string => `${from.toFixed(3)} -> ${to.toFixed(3)}`;
  const gains = `NLL ${change(before.nll, after.nll)}, ECE ${change(before.ece, after.ece)}`;
  const line = `Calibrated on ${countOf(samples, 'image')} of validation: temperature ${temperature.toFixed(2)}, ${gains}.`;
  return [line, ...warnings.map((warning) => `  ${warning}`)];
}

const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Does work, and says after Ctrl-C how to go on. */
async function explained(call: TrainCall, folder: RunFolder, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Interrupted) explainInterruption(call, folder);
    throw error;
  }
}

function explainInterruption({ host }: TrainCall, folder: RunFolder): void {
  const { error: screen, program } = host;
  if (!folder.isUnfinished) {
    screen.print('Interrupted before the training began: repeat the command.');
    return;
  }
  screen.print(
    `Interrupted. The checkpoint is ${folder.checkpoint}. To resume:`,
    `  ${program} train ${quoteCommand(['--out', folder.path, '--resume'])}`,
  );
}
