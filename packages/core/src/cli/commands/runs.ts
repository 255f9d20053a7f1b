import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CallbackEvent,
  CrossValidation,
  EpochRecord,
  EvaluationReport,
  LearningCurve,
  TrainResult,
} from '../../index';
import { defineCommand } from '../Command';
import type { GivenFlags } from '../Flag';
import { OutputFormats } from '../OutputFormats';
import { RunFolder } from '../RunFolder';
import { Failure, UsageError } from '../failures';
import { formatTable } from '../render/formatTable';
import { showText } from '../render/showText';

const formats = new OutputFormats(['text', 'json'], { json: 'json' });

/** Lists the training runs of a folder, and compares them. */
export const runs = defineCommand({
  name: 'runs',
  summary: 'List training runs and compare them',
  operands: '<folder...>',
  completes: 'folder',
  details: [
    'Of each run: finished epochs and the best one with its accuracy and loss on validation, the scores of the report or the',
    'mean over the folds, backend, seed, and the options in which the runs differ. A folder is a run or has runs in it.',
    'Of a fine-tuning, epochs are those of both stages, and the best one is that of the stage that is kept: head or all.',
  ],
  flags: formats.flags,
  examples: [
    ['runs runs/', 'all runs of a folder'],
    ['runs runs/a runs/b --format json', 'two runs, for a program'],
  ],
  run: ({ values, positionals, host }) => {
    const isJson = formats.choose(values) === 'json';
    if (positionals.length === 0) throw new UsageError('Which runs? Name their folder, such as runs/.');
    const listed = positionals.flatMap(findRuns).map(readRun);
    const options = describeDifferences(listed.map(({ flags }) => flags));
    const described = listed.map((run, index) => ({ ...run, differs: options[index]! }));
    if (isJson) host.out.write(`${JSON.stringify({ runs: described }, undefined, 2)}\n`);
    else host.out.print(...renderRuns(described));
    return Promise.resolve(0);
  },
});

/** Of a fine-tuning: the part that trains the last layer alone, or all layers. */
type Staged = Pick<CallbackEvent, 'stage'>;

/** The facts of a run; those that its files do not tell are left out. */
interface Run extends Staged {
  readonly path: string;
  readonly state: 'finished' | 'unfinished';
  /** Finished epochs, of a fine-tuning those of both stages. */
  readonly epochs: number;
  /** The best epoch of the kept stage, or of the latest. */
  readonly bestEpoch?: number;
  readonly validation?: EpochRecord['validation'];
  /** Of the report on the test split; of folds the means, of a learning curve those of its largest share. */
  readonly test?: { readonly samples: number; readonly accuracy: number; readonly macroF1: number };
  readonly backend?: string;
  readonly seed: number;
  /** The options of its command line. */
  readonly flags: GivenFlags;
}

const isRun = (path: string): boolean => existsSync(join(path, 'run.json'));

/** @throws Failure for a folder without runs */
function findRuns(folder: string): readonly string[] {
  if (isRun(folder)) return [folder];
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder}.`);
  const found = readdirSync(folder, { withFileTypes: true })
    .map(({ name }) => join(folder, name))
    .filter(isRun)
    .sort();
  if (found.length > 0) return found;
  throw new Failure(`${folder} has no run: expected folders with a run.json, which ferkit train writes to --out.`);
}

function readRun(path: string): Run {
  const folder = new RunFolder(path);
  const flags = folder.readOptions() ?? {};
  const history = (readJson(path, 'history.jsonl', true) ?? []) as readonly (EpochRecord & Staged)[];
  const result = readJson(path, 'history.json') as (TrainResult & { readonly kept?: Staged['stage'] }) | undefined;
  const folds = readJson(path, 'cross-validation.json') as CrossValidation | undefined;
  const curve = readJson(path, 'learning-curve.json') as LearningCurve | undefined;
  const report = (readJson(path, 'report.json') ?? curve?.points.at(-1)?.report) as EvaluationReport | undefined;
  const best = history.findLast(({ best, stage }) => best && (result?.kept === undefined || stage === result.kept));
  const test =
    folds === undefined
      ? report && { samples: report.samples, accuracy: report.accuracy, macroF1: report.macroF1 }
      : { samples: folds.samples, accuracy: folds.accuracy.mean, macroF1: folds.macroF1.mean };
  const backend = (result ?? folds?.folds[0] ?? report)?.backend.name;
  return {
    path,
    state: folder.isFinished ? 'finished' : 'unfinished',
    epochs: history.length,
    ...(best?.validation === undefined
      ? {}
      : {
          bestEpoch: best.epoch,
          ...(best.stage === undefined ? {} : { stage: best.stage }),
          validation: best.validation,
        }),
    // Scores of an unfinished extension would be those of the shorter run.
    ...(test === undefined || !folder.isFinished ? {} : { test }),
    ...(backend === undefined ? {} : { backend }),
    seed: result?.seed ?? folds?.seed ?? curve?.seed ?? Number(flags.seed ?? 0),
    flags,
  };
}

/**
 * A file of a run; undefined if it has none.
 * @throws Failure if it is damaged
 */
function readJson(folder: string, name: string, isLines = false): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(isLines ? `[${text.trim().replaceAll('\n', ',')}]` : text);
  } catch (error) {
    throw new Failure(`${path} is damaged: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}

/** Of each run the options that not all runs have with the same value, as on the command line. */
function describeDifferences(all: readonly GivenFlags[]): readonly string[] {
  const names = [...new Set(all.flatMap((flags) => Object.keys(flags)))];
  const isShared = (name: string): boolean => new Set(all.map((flags) => JSON.stringify(flags[name]))).size === 1;
  const different = names.filter((name) => !isShared(name));
  return all.map((flags) =>
    different
      .filter((name) => flags[name] !== undefined)
      .map((name) => (flags[name] === true ? `--${name}` : `--${name} ${[flags[name]].flat().join(' ')}`))
      .join(' '),
  );
}

function renderRuns(listed: readonly (Run & { readonly differs: string })[]): string[] {
  const percent = (share: number | undefined): string => (share === undefined ? '' : (100 * share).toFixed(2));
  const header = ['run', 'state', 'epochs', 'best', 'validation %', 'loss', 'test %', 'macro F1 %', 'backend', 'seed'];
  const rows = listed.map(({ path, state, epochs, bestEpoch, stage, validation, test, backend, seed, differs }) => [
    showText(path),
    state,
    String(epochs),
    bestEpoch === undefined ? '' : stage === undefined ? String(bestEpoch) : `${bestEpoch} of ${stage}`,
    percent(validation?.accuracy),
    validation?.loss.toFixed(3) ?? '',
    percent(test?.accuracy),
    percent(test?.macroF1),
    backend ?? '',
    String(seed),
    showText(differs),
  ]);
  return formatTable([[...header, 'options that differ'], ...rows], 'llrrrrrrlrl');
}
