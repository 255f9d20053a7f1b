import { join } from 'node:path';
import {
  crossValidate,
  type CrossValidation,
  type Dataset,
  finetune,
  type FinetuneOptions,
  learningCurve,
  type LearningCurve,
  type PartEvent,
  train,
  type TrainCallback,
  type TrainPart,
} from '../index';
import type { CommandCall } from './Command';
import { hasSplit, openData } from './dataFlags';
import { UsageError } from './failures';
import { createNetwork, openForNetwork } from './newNetwork';
import { openStart } from './openStart';
import { countOf, formatPercent } from './render/formatNumber';
import { formatTable } from './render/formatTable';
import { renderConfusion } from './render/renderReport';
import { showText } from './render/showText';
import { keptFlags } from './resumeCall';
import { RunFolder } from './RunFolder';
import type { Screen } from './Screen';
import { networkOf, recipeOf, type trainFlags } from './trainFlags';
import { TrainProgress } from './TrainProgress';
import { ofLastLayer, withProjectRecipe } from './withProjectRecipe';

type TrainCall = CommandCall<typeof trainFlags>;

/** Flags of a model that is kept, or of targets that would have seen the test split. */
const NOT_MEASURED = ['teacher', 'teacher-share', 'precision'] as const;

/** True for `ferkit train --folds` and `--learning-curve`, which measure a recipe and keep no model. */
export const isMeasured = ({ values }: TrainCall): boolean =>
  values.folds !== undefined || values['learning-curve'] !== undefined;

/** Cross-validates the recipe of the flags, or measures it on parts of the data, and writes the result to the folder of the run. */
export async function measureRecipe(
  call: TrainCall,
  folder: RunFolder,
  page: TrainCallback | undefined,
): Promise<number> {
  const { values, host } = call;
  const { folds, 'learning-curve': shares, by, json = false } = values;
  if (folds !== undefined && shares !== undefined)
    throw new UsageError('--folds and --learning-curve exclude each other.');
  const kind = folds === undefined ? 'learning-curve' : 'folds';
  const excluded = NOT_MEASURED.find((name) => values[name] !== undefined);
  if (excluded !== undefined) throw new UsageError(`--${kind} and --${excluded} exclude each other.`);
  const { trainPart, seed, open, dispose } = await openTrainer(call, folder, page);
  const progress = TrainProgress.of(call);
  const { screen } = progress;
  try {
    const opened = await open(kind === 'learning-curve');
    const dataset = folds === undefined ? opened : leaveOutTest(opened, host.notices);
    if (values.resume !== true) await folder.removeCheckpoint();
    let shown = 0;
    const options = {
      seed,
      ...(by === undefined ? {} : { by }),
      checkpoint: folder.checkpoint,
      signal: host.signal,
      onEvent: (event: PartEvent) => {
        const { part, parts } = event;
        if (part !== shown) {
          screen.print(screen.style.bold(`${folds === undefined ? 'Share' : 'Fold'} ${part} of ${parts}`));
        }
        shown = part;
        progress.show(event);
      },
    };
    const result =
      folds === undefined
        ? await learningCurve(dataset, trainPart, { ...options, shares: shares! })
        : await crossValidate(dataset, trainPart, { ...options, folds });
    progress.end();
    const name = 'folds' in result ? 'cross-validation.json' : 'learning-curve.json';
    await folder.write(name, `${JSON.stringify(result, undefined, 2)}\n`);
    await folder.removeCheckpoint();
    if (json) host.out.write(`${JSON.stringify({ type: kind, ...result })}\n`);
    else
      host.out.print(
        '',
        ...('folds' in result ? showFolds(result, screen) : showCurve(result)),
        `Saved ${join(folder.path, name)}.`,
      );
    return 0;
  } finally {
    progress.end();
    dispose();
  }
}

interface Trainer {
  readonly trainPart: TrainPart;
  readonly seed: number;
  /**
   * Opens the data as the network takes them.
   * @param split - divides data without splits
   */
  readonly open: (split: boolean) => Promise<Dataset>;
  readonly dispose: () => void;
}

/** The training of the flags, of a new network or of one of `--from`. */
async function openTrainer(call: TrainCall, folder: RunFolder, page: TrainCallback | undefined): Promise<Trainer> {
  const { values, given, host } = call;
  const { workers, backend = 'auto', from } = values;
  const logsOf = (part: number) => [
    folder.keepOptions(keptFlags(given)),
    ...new RunFolder(join(folder.path, `part-${part}`)).logs(values, page),
  ];
  if (from !== undefined) {
    const headEpochs = values['head-epochs'];
    const wanted: FinetuneOptions = { ...recipeOf(values), ...(headEpochs === undefined ? {} : { headEpochs }) };
    const { seed = 0, ...recipe } = await withProjectRecipe(call, wanted, ofLastLayer);
    const base = await openStart(from, values['from-weights'], backend, host);
    return {
      seed,
      open: (split) => {
        const { input } = base.metadata;
        return openData(values, host, { backend: values.backend, size: input, channels: input.channels, split });
      },
      trainPart: async (dataset, run, part) =>
        (await finetune(dataset, { ...recipe, ...run, from: base, callbacks: logsOf(part) })).model,
      dispose: () => base.dispose(),
    };
  }
  const { seed = 0, ...recipe } = await withProjectRecipe(call, {
    ...networkOf(values).preset?.training,
    ...recipeOf(values),
  });
  return {
    seed,
    open: (split) => openForNetwork(call, split),
    trainPart: async (dataset, run, part) => {
      const model = await createNetwork(call, dataset, run.seed);
      try {
        await train(model, dataset, {
          ...recipe,
          ...run,
          ...(workers === undefined ? {} : { workers }),
          callbacks: logsOf(part),
        });
        return model;
      } catch (error) {
        model.dispose();
        throw error;
      }
    },
    dispose: () => undefined,
  };
}

/** A test split of the data is for the model that is chosen in the end. */
function leaveOutTest(dataset: Dataset, notices: Screen): Dataset {
  if (!hasSplit(dataset, 'test')) return dataset;
  notices.print(`The folds leave the test split out: ${countOf(dataset.selectSplit('test').size, 'sample')}.`);
  return dataset.filter(({ split }) => split !== 'test');
}

function showFolds(result: CrossValidation, screen: Screen): string[] {
  const { folds, samples, seed, by, confusion } = result;
  const spread = ({ mean, deviation }: CrossValidation['accuracy'], factor: number, digits: number): string =>
    `${(factor * mean).toFixed(digits)} ± ${(factor * deviation).toFixed(digits)}`;
  const rows = folds.map((report, index) => [
    String(index + 1),
    String(report.samples),
    (100 * report.accuracy).toFixed(2),
    (100 * report.macroF1).toFixed(2),
    report.nll.toFixed(3),
  ]);
  const total = [
    'mean',
    String(samples),
    spread(result.accuracy, 100, 2),
    spread(result.macroF1, 100, 2),
    spread(result.nll, 1, 3),
  ];
  return [
    ...formatTable([['fold', 'samples', 'accuracy in %', 'macro F1 in %', 'NLL'], ...rows, total], 'lr'),
    '',
    ...renderConfusion(confusion, screen.style, screen.columns),
    '',
    `${countOf(folds.length, 'fold')} by ${by}, seed ${seed}, ${folds[0]!.backend.name}; ± is the standard deviation between folds.`,
  ];
}

function showCurve({ points, seed }: LearningCurve): string[] {
  const [first] = points;
  const rows = points.map(({ share, samples, report }) => [
    formatPercent(share, 0),
    String(samples),
    (100 * report.accuracy).toFixed(2),
    (100 * report.macroF1).toFixed(2),
    report.nll.toFixed(3),
  ]);
  return [
    ...formatTable([['share', 'samples', 'accuracy in %', 'macro F1 in %', 'NLL'], ...rows], 'r'),
    '',
    `Tested on the same ${countOf(first!.report.samples, 'image')} of ${showText(first!.report.dataset)}; seed ${seed}, ${first!.report.backend.name}.`,
  ];
}
