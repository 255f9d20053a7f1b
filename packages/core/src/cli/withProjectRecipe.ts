import { type FinetuneOptions, readProjectRecipe, type TrainRecipe } from '../index';
import type { CommandCall } from './Command';
import type { trainFlags } from './trainFlags';

/**
 * The wanted options, and beside them those of the training that the project in `--data` keeps, which it prints.
 * @param wanted - of flags and presets, which win over the project's
 * @param convert - gives the options other names, for a training of another kind
 * @throws DATASET_MALFORMED, SOURCE_UNREADABLE
 */
export async function withProjectRecipe<Options extends object = Partial<TrainRecipe>>(
  { values: { data, synthetic }, host }: CommandCall<typeof trainFlags>,
  wanted: Options,
  convert?: (recipe: Partial<TrainRecipe>) => Options,
): Promise<Options> {
  // With both, opening the data tells that they exclude each other.
  const isNone = data === undefined || synthetic === true;
  const recipe = isNone ? undefined : await readProjectRecipe(data, { signal: host.signal });
  if (recipe === undefined) return wanted;
  const kept = (convert?.(recipe) ?? recipe) as Options;
  const list = (names: readonly string[], from: object): string =>
    names.map((name) => `${name} ${inWords((from as Record<string, unknown>)[name])}`).join(', ');
  const [replaced, used] = [true, false].map((isSet) => Object.keys(kept).filter((name) => name in wanted === isSet));
  if (used!.length > 0) host.notices.print(`Options of the project: ${list(used!, kept)}.`);
  if (replaced!.length > 0) host.notices.print(`Not those that flags set: ${list(replaced!, kept)}.`);
  return { ...kept, ...wanted };
}

/** A project's options are of a last layer on frozen features; the rates and epochs of all layers are those of `finetune`. */
export const ofLastLayer = ({ epochs, learningRate, ...rest }: Partial<TrainRecipe>): FinetuneOptions => ({
  ...rest,
  ...(epochs === undefined ? {} : { headEpochs: epochs }),
  ...(learningRate === undefined ? {} : { headLearningRate: learningRate }),
});

const inWords = (value: unknown): string =>
  value === false ? 'off' : typeof value === 'string' ? value : JSON.stringify(value);
