import { platform } from '#platform';
import { csvField } from '../csvField';
import { checkOption, type Rule } from '../options';
import type { EpochRecord } from './TrainEvent';
import { type CallbackEvent, checkpointPathRule, type TrainCallback } from './TrainOptions';

/** An epoch in the log of a run, with the part of `finetune` that it belongs to. */
export type LoggedEpoch = EpochRecord & Pick<CallbackEvent, 'stage'>;

/** The epochs that a callback has heard of. A resumed run begins with those of its checkpoint, so that none is there twice. */
export class HeardEpochs {
  #stages = new Map<string | undefined, readonly LoggedEpoch[]>();

  /** @returns true if the epochs have changed */
  hear(event: CallbackEvent): boolean {
    const { type, stage } = event;
    if (type === 'start') {
      // The stage of all layers follows that of the last one; any other start is a new run.
      if (stage !== 'all') this.#stages.clear();
      this.#stages.set(
        stage,
        event.history.map((record) => toEpoch(record, stage)),
      );
    } else if (type === 'epoch') {
      this.#stages.set(stage, [...this.#of(stage), toEpoch(event, stage)]);
    }
    return type === 'start' || type === 'epoch';
  }

  #of(stage: string | undefined): readonly LoggedEpoch[] {
    return this.#stages.get(stage) ?? [];
  }

  get all(): readonly LoggedEpoch[] {
    return [...this.#stages.values()].flat();
  }
}

/** The record alone of an event, with its stage first. */
function toEpoch(
  { epoch, learningRate, train, validation, best }: EpochRecord,
  stage: CallbackEvent['stage'],
): LoggedEpoch {
  return {
    ...(stage === undefined ? {} : { stage }),
    epoch,
    learningRate,
    train,
    ...(validation === undefined ? {} : { validation }),
    best,
  };
}

const writers: Readonly<Record<string, (epochs: readonly LoggedEpoch[]) => string>> = {
  '.csv': toCsv,
  '.jsonl': (epochs) => epochs.map((epoch) => `${JSON.stringify(epoch)}\n`).join(''),
};

const endingOf = (path: string): string | undefined => Object.keys(writers).find((ending) => path.endsWith(ending));

const logRule: Rule = {
  expected: `the path of a file that ends in ${Object.keys(writers).join(' or ')}`,
  accepts: (value) => checkpointPathRule.accepts(value) && endingOf(value as string) !== undefined,
};

/**
 * Writes the history of a run while it runs, for the `callbacks` of `train` and `finetune`: a line for each finished epoch. The file is
 * replaced as a whole after each epoch, so that a reader never sees half a line, and a resumed run goes on in it without doubled lines.
 * @param path - `.csv`: columns with a header, those of validation empty without validation samples; `.jsonl`: an `EpochRecord` as JSON
 * on each line. Of `finetune`, each line has its `stage` too
 * @throws OPTION_INVALID; the run ends with STORAGE_FAILED where the file cannot be written
 *
 * @example
 * ```ts
 * await train(model, fer, { callbacks: [logHistory('run/history.csv'), logHistory('run/history.jsonl')] });
 * ```
 */
export function logHistory(path: string): TrainCallback {
  checkOption('path', path, logRule);
  const write = writers[endingOf(path)!]!;
  const epochs = new HeardEpochs();
  return {
    name: `history ${path}`,
    onEvent: async (event) => {
      if (epochs.hear(event)) await platform.writeFile(path, new TextEncoder().encode(write(epochs.all)));
    },
  };
}

/** One line for each epoch. Columns that only some runs have are there where an epoch has them. */
function toCsv(epochs: readonly LoggedEpoch[]): string {
  const columns: readonly (readonly [name: string, value: (epoch: LoggedEpoch) => unknown, optional?: true])[] = [
    ['stage', ({ stage }) => stage, true],
    ['epoch', ({ epoch }) => epoch],
    ['learning_rate', ({ learningRate }) => learningRate],
    ['train_loss', ({ train }) => train.loss],
    ['train_accuracy', ({ train }) => train.accuracy],
    ['validation_loss', ({ validation }) => validation?.loss],
    ['validation_accuracy', ({ validation }) => validation?.accuracy],
    ['validation_macro_f1', ({ validation }) => validation?.macroF1],
    ['validation_own', ({ validation }) => validation?.own, true],
    ['best', ({ best }) => best],
  ];
  const shown = columns.filter(
    ([, value, isOptional]) => !isOptional || epochs.some((epoch) => value(epoch) !== undefined),
  );
  const rows = epochs.map((epoch) => shown.map(([, value]) => csvField(value(epoch) as string | number | undefined)));
  return [shown.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\n`).join('');
}
