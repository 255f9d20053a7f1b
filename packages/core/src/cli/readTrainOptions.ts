import type { Schedule, TrainOptions } from '../index';
import type { FlagValues } from './Flag';
import { parseChoice, parseNumber } from './parseValue';
import type { trainFlags } from './trainFlags';
import { UsageError } from './UsageError';

/**
 * The training options that flags ask for; what is not given is left to the preset and the library.
 * @throws UsageError
 */
export function readTrainOptions(values: FlagValues<typeof trainFlags>): Partial<TrainOptions> {
  const number = (flag: keyof typeof trainFlags): number | undefined => {
    const text = values[flag];
    return typeof text === 'string' ? parseNumber(flag, text) : undefined;
  };
  const choice = <const Choice extends string>(
    flag: keyof typeof trainFlags,
    choices: readonly Choice[],
  ): Choice | undefined => {
    const text = values[flag];
    return typeof text === 'string' ? parseChoice(flag, text, choices) : undefined;
  };
  const { schedule } = values;
  const options: { readonly [Name in keyof TrainOptions]?: TrainOptions[Name] | undefined } = {
    epochs: number('epochs'),
    batchSize: number('batch-size'),
    learningRate: number('learning-rate'),
    optimizer: choice('optimizer', ['sgd', 'adam', 'adamw']),
    schedule: schedule === undefined ? undefined : parseSchedule(schedule),
    warmupEpochs: number('warmup'),
    weightDecay: number('weight-decay'),
    labelSmoothing: number('label-smoothing'),
    mixup: number('mixup'),
    classWeights: choice('class-weights', ['none', 'balanced']),
    clipNorm: number('clip-norm'),
    averageWeights: number('average'),
    augment: values['no-augment'] === true ? false : undefined,
    patience: number('patience'),
    metric: choice('metric', ['loss', 'accuracy', 'macroF1']),
    restoreBest: values['keep-last'] === true ? false : undefined,
    seed: number('seed'),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function parseSchedule(text: string): Schedule {
  const [name = '', ...rest] = text.split(':');
  const type = parseChoice('schedule', name, ['constant', 'cosine', 'step', 'plateau']);
  const [epochs, factor, ...surplus] = rest.map((part) => parseNumber('schedule', part));
  const takesNumbers = type === 'step' || type === 'plateau';
  if (
    takesNumbers !== (epochs !== undefined && factor !== undefined) ||
    surplus.length > 0 ||
    (!takesNumbers && rest.length > 0)
  ) {
    throw new UsageError(
      `--schedule takes constant, cosine, step:<epochs>:<factor> or plateau:<epochs>:<factor>, not "${text}".`,
    );
  }
  if (type === 'step') return { type, epochs: epochs!, factor: factor! };
  if (type === 'plateau') return { type, patience: epochs!, factor: factor! };
  return { type };
}
