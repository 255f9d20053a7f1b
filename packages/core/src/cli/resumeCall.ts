import { resolve } from 'node:path';
import { distillDefaults, finetuneDefaults, syntheticFacesDefaults, trainDefaults } from '../index';
import type { CommandCall } from './Command';
import { type FlagTable, type GivenFlags, readFlags } from './Flag';
import { RunFolder } from './RunFolder';
import { Failure, UsageError } from './failures';
import { isBundled } from './openModel';
import { isUrl } from './parseValue';
import { networkOf, presets, recipeOf, trainFlags } from './trainFlags';

type TrainCall = CommandCall<typeof trainFlags>;

/** Flags about a call and not about the run: they are not kept. */
const OF_THE_CALL = ['out', 'resume', 'overwrite', 'watch', 'quiet', 'json'];
/** Flags of the length of a run, which may become longer. */
const OF_LENGTH = ['epochs', 'patience'];
/** Flags whose values are paths, which are kept so that the run can be resumed from any folder. */
const PATHS = ['data', 'from', 'teacher'];

/** The flags of a run that its folder keeps. */
export function keptFlags(given: GivenFlags): GivenFlags {
  const entries = Object.entries(given).filter(([name, value]) => !OF_THE_CALL.includes(name) && value !== undefined);
  const absolute = (path: string): string => (isUrl(path) || isBundled(path) ? path : resolve(path));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!PATHS.includes(name)) return [name, value];
      return [name, Array.isArray(value) ? (value as string[]).map(absolute) : absolute(value as string)];
    }),
  );
}

/**
 * Fills in the options of the run that `--resume` continues. Options that do not decide its result may change: the data may have
 * moved (the checkpoint knows it by its content), and so may the machine. More epochs extend it.
 * @throws UsageError for flags that contradict them; Failure where the folder has no run, or a damaged one
 */
export function resumeCall(call: TrainCall): TrainCall {
  const { values, given } = call;
  if (values.resume !== true) return call;
  if (values.out === undefined) throw new UsageError('Which run? Name its folder with --out.');
  if (values.overwrite === true) throw new UsageError('--resume and --overwrite exclude each other.');
  const folder = new RunFolder(values.out);
  folder.check({ resume: true, overwrite: false });
  const kept = folder.readOptions();
  // A run without options was started by an earlier version: then the flags must be repeated.
  if (kept === undefined) return call;
  const before = effectOf(kept);
  const own = keptFlags(given);
  const canExtend = kept.from === undefined && kept.folds === undefined && kept['learning-curve'] === undefined;
  const fixed = Object.keys(own).filter((name) => !canExtend || !OF_LENGTH.includes(name));
  const contradictions = fixed.filter((name) => effectOf(replace(kept, { [name]: own[name] })) !== before);
  if (contradictions.length > 0) {
    const named = contradictions.map((name) => `--${name} (it had ${describeKept(name, kept)})`).join(', ');
    throw new UsageError(
      `The run in ${values.out} was started with other options than ${named}. Leave them out to resume it, or choose another --out.`,
    );
  }
  const whole = replace(kept, given);
  const [had, wanted] = [kept, whole].map((flags) => epochsOf(flags));
  if (wanted! < had!) {
    throw new UsageError(
      `--epochs extends the run in ${values.out}, which has ${had!} epochs, and ${wanted!} are fewer.`,
    );
  }
  if (folder.isFinished && wanted === had) {
    throw new Failure(
      `The run in ${values.out} has its ${had!} epochs: there is nothing to resume. To extend it, give more with --epochs.`,
    );
  }
  return { ...call, given: whole, values: readFlags(whole, trainFlags) };
}

function epochsOf(given: GivenFlags): number {
  const values = readFlags(given, trainFlags);
  return { ...trainDefaults, ...networkOf(values).preset?.training, ...recipeOf(values) }.epochs;
}

/** The options as JSON that decide the result of a run: those of the flags, of the preset, and the defaults. */
function effectOf(given: GivenFlags): string {
  const values = readFlags(given, trainFlags);
  const preset = values.preset === undefined ? undefined : presets[values.preset];
  const { synthetic = false, labels, fraction = 1, network = {}, teacher = [], rename = [], merge, from } = values;
  return JSON.stringify([
    { ...(from === undefined ? trainDefaults : finetuneDefaults), ...preset?.training, ...recipeOf(values) },
    { architecture: values.architecture ?? preset?.architecture ?? 'fer-cnn', network },
    {
      synthetic,
      count: values.count ?? syntheticFacesDefaults.count,
      fraction,
      skips: values['skip-bad-rows'] ?? false,
      faces: values.faces ?? 'auto',
      layout: values.layout ?? 'auto',
      names: values['label-names'],
      unlabeled: values.unlabeled ?? 'throw',
    },
    { rename: rename.flat(), merge: merge?.flat() ?? preset?.merge ?? [], labels },
    {
      from: from ?? false,
      weights: values['from-weights'],
      headEpochs: values['head-epochs'] ?? finetuneDefaults.headEpochs,
    },
    { folds: values.folds ?? false, shares: values['learning-curve'] ?? false, by: values.by ?? false },
    { teacher, share: values['teacher-share'] ?? distillDefaults.share },
  ]);
}

/** The flags of a run with some others; flags of the same option, such as `--augment` and `--no-augment`, take each other's place. */
function replace(kept: GivenFlags, given: GivenFlags): GivenFlags {
  const names = Object.keys(given);
  const rest = Object.entries(kept).filter(([name]) => !names.some((other) => setsSame(name, other)));
  return { ...Object.fromEntries(rest), ...given };
}

/** True for two flags that set the same option. */
function setsSame(name: string, other: string): boolean {
  const [one, two] = [name, other].map((flag) => (trainFlags as FlagTable)[flag]?.option);
  return name !== other && one !== undefined && one === two;
}

function describeKept(name: string, kept: GivenFlags): string {
  const other = Object.keys(kept).find((flag) => setsSame(flag, name));
  const value = kept[other ?? name];
  if (value === undefined || value === false) return `no --${name}`;
  if (value === true) return `--${other ?? name}`;
  return `${other === undefined ? '' : `--${other} `}${[value].flat().join(',')}`;
}
