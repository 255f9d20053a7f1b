import type { Abortable } from '../abortable';
import { Dataset } from '../datasets/Dataset';
import { datasetRule } from '../datasets/DatasetColumns';
import { evaluate } from '../evaluation/evaluate';
import type { EvaluationReport } from '../evaluation/EvaluationReport';
import { checkModel, type FerModel } from '../models/FerModel';
import { notify } from '../notify';
import { callbackRule, checkOption, type OptionTable, seedRule, signalRule, withDefault } from '../options';
import { type CallbackEvent, checkpointPathRule } from '../training/TrainOptions';

/** The options of one training of an experiment, to pass on to `train` or `finetune` beside others. */
export interface PartRun extends Abortable {
  readonly seed: number;
  readonly onEvent: (event: CallbackEvent) => unknown;
  /** Of this training alone. */
  readonly checkpoint?: string;
}

/**
 * Makes the model of one part of an experiment, which is evaluated on the test split and then disposed of.
 * @param dataset - its test split must stay unseen; `train` and `finetune` leave it alone
 * @param run - to pass on to `train` or `finetune`
 * @param part - from 1
 */
export type TrainPart = (dataset: Dataset, run: PartRun, part: number) => FerModel | Promise<FerModel>;

/** An event of an experiment: one of `train` or `finetune`, with the training that it belongs to. */
export type PartEvent = CallbackEvent & {
  /** From 1. */
  readonly part: number;
  readonly parts: number;
};

/** The options of experiments that train several models. */
export interface ExperimentOptions extends Abortable {
  /** Seed of the parts, which each training gets too. @default 0 */
  readonly seed?: number;
  /**
   * The samples that stay on one side: `image`, all copies of an image; `group`, all images of a group, such as those of a person.
   * Left out, it is `group` where the data know groups, else `image`.
   */
  readonly by?: 'image' | 'group';
  /** Called for each event of each training. */
  readonly onEvent?: (event: PartEvent) => unknown;
  /**
   * The beginning of the names of the checkpoints that an interrupted experiment resumes from, one for each training: of
   * `run/checkpoint` the first is `run/checkpoint-1`. They stay; `removeCheckpoint` removes them.
   * @default no checkpoint is written
   */
  readonly checkpoint?: string;
}

export const experimentTable: OptionTable<Omit<ExperimentOptions, 'by'>, 'seed'> = {
  seed: withDefault(0, seedRule),
  onEvent: callbackRule,
  checkpoint: checkpointPathRule,
  signal: signalRule,
};

/**
 * The dataset of an experiment, whose arguments are checked.
 * @throws OPTION_INVALID
 */
export function checkExperiment(dataset: Dataset, train: TrainPart): Dataset {
  checkOption('dataset', dataset, datasetRule);
  checkOption('train', train, callbackRule);
  return dataset instanceof Dataset ? dataset : new Dataset(dataset);
}

/** The rule by which samples stay together. Too few groups for it are an error, because images of one person on both sides flatter. */
export function resolveBy(dataset: Dataset, by: ExperimentOptions['by']): 'image' | 'group' {
  const { groups, rows } = dataset;
  return by ?? (groups !== undefined && rows.some((row) => groups[row] !== undefined) ? 'group' : 'image');
}

/** Trains and evaluates one model. */
export async function trainPart(
  train: TrainPart,
  dataset: Dataset,
  { seed, checkpoint, onEvent, signal }: ExperimentOptions & { readonly seed: number },
  part: number,
  parts: number,
): Promise<EvaluationReport> {
  signal?.throwIfAborted();
  const run: PartRun = {
    seed,
    signal,
    onEvent: (event) => notify(onEvent, { ...event, part, parts }, { signal }),
    ...(checkpoint === undefined ? {} : { checkpoint: `${checkpoint}-${part}` }),
  };
  const model = await train(dataset, run, part);
  checkModel(model);
  try {
    return await evaluate(model, dataset.selectSplit('test'), { trainingSet: dataset.selectSplit('train'), signal });
  } finally {
    model.dispose();
  }
}
