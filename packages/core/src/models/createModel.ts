import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { engineOf, selectBackend } from '../backends/selectBackend';
import type { Preprocessing } from '../images/toModelInput';
import { EXPRESSIONS } from '../labels';
import {
  custom,
  optionInvalid,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  seedRule,
  signalRule,
} from '../options';
import type { Architecture } from './Architecture';
import { FerModel } from './FerModel';
import { checkLabels, type InputShape } from './ModelMetadata';
import { type ArchitectureId, type ArchitectureOptions, findArchitecture } from './architectures';

/** Options of {@link createModel}, besides the network; see {@link BuiltInChoice} and {@link ArchitectureChoice}. */
export interface CreateModelOptions extends Abortable {
  /** The names of the outputs, 2 to 256 different ones. @default the seven expressions of FER2013 */
  readonly labels?: readonly string[];
  /** Seed of the initial weights. @default 0 */
  readonly seed?: number;
  /** Size of the network's input in pixels, at least 8 x 8. @default 48 x 48 */
  readonly input?: { readonly width: number; readonly height: number };
  /** @default 'auto' */
  readonly backend?: BackendChoice;
}

/** A network of the user, and options for its `build`. */
export interface ArchitectureChoice<Options extends object> {
  readonly architecture: Architecture<Options>;
  readonly options?: Partial<Options>;
}

/** A built-in network by name, and options of that network. */
export interface BuiltInChoice<Id extends ArchitectureId> {
  /** @default 'fer-cnn' */
  readonly architecture?: Id;
  readonly options?: Partial<ArchitectureOptions[Id]>;
}

/** The options of all overloads of {@link createModel}, without the types that relate a network to its options. */
type AnyOptions = {
  readonly architecture?: string | Architecture<object>;
  readonly options?: object;
} & CreateModelOptions;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const createModelTable: OptionTable<AnyOptions, 'labels' | 'seed' | 'input' | 'backend'> = {
  architecture: custom(
    'the name of a network or an Architecture',
    (value) => typeof value === 'string' || (isObject(value) && 'build' in value),
  ),
  options: custom('an object', isObject),
  labels: withDefault(EXPRESSIONS, custom('a list of names', Array.isArray)),
  seed: withDefault(0, seedRule),
  input: withDefault({ width: 48, height: 48 }, custom('a width and a height', isObject)),
  backend: withDefault(
    'auto',
    custom('a backend, which selectBackend checks', () => true),
  ),
  signal: signalRule,
};

/** The defaults of {@link CreateModelOptions}. */
export const createModelDefaults: Required<Omit<CreateModelOptions, 'signal'>> =
  /* @__PURE__ */ defaultsOf(createModelTable);

/**
 * Creates a model with random weights.
 * @throws OPTION_INVALID, also for an option that the network does not have; BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const model = await createModel({ architecture: 'fer-cnn', labels: ['smile', 'no smile'], seed: 1 });
 * console.log(model.cost.parameters, model.backend.name);
 * ```
 */
export async function createModel<Id extends ArchitectureId = 'fer-cnn'>(
  options?: BuiltInChoice<Id> & CreateModelOptions,
): Promise<FerModel>;
export async function createModel<Options extends object>(
  options: ArchitectureChoice<Options> & CreateModelOptions,
): Promise<FerModel>;
export async function createModel(given: AnyOptions = {}): Promise<FerModel> {
  const { labels, seed, input, backend, signal, ...choice } = resolveOptions(given, createModelTable);
  const { architecture: chosen = 'fer-cnn' } = choice;
  const architecture = typeof chosen === 'string' ? findArchitecture(chosen) : chosen;
  checkLabels(labels);
  checkInput(input);
  checkOptionNames(architecture, choice.options ?? {});
  const options = { ...architecture.defaults, ...choice.options };
  const shape: InputShape = { width: input.width, height: input.height, channels: 1 };
  const preprocessing: Preprocessing = { gray: 'rec601', resize: 'area', ...architecture.scaling };

  const selected = await selectBackend(backend, { signal });
  engineOf(selected).use();
  const layers = architecture.build({ input: shape, labelCount: labels.length, seed, options });
  return FerModel.create(
    layers,
    {
      schema: 1,
      labels: [...labels],
      input: shape,
      preprocessing,
      temperature: 1,
      architecture: { id: architecture.id, options },
    },
    selected,
  );
}

function checkInput({ width, height }: Required<CreateModelOptions>['input']): void {
  if ([width, height].every((side) => Number.isInteger(side) && side >= 8)) return;
  throw optionInvalid('input', 'a width and a height of at least 8 pixels', `${width} x ${height}`);
}

/** Refuses unknown options: a misspelt one would otherwise build the default network silently. */
function checkOptionNames({ defaults }: Architecture<object>, options: object): void {
  const known = Object.keys(defaults);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw optionInvalid(unknown, `one of the options ${known.join(', ')}`, `"${unknown}"`);
}
