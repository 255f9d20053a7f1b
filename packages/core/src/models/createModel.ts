import * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { FerError, isFerError } from '../errors';
import { nameAndMessage } from '../importFailure';
import type { Channels } from '../images/GrayImage';
import { importChunk } from '../importChunk';
import { isRecord } from '../isRecord';
import { EXPRESSIONS, labelsRule } from '../labels';
import {
  checkOption,
  checkOptions,
  custom,
  defaultsOf,
  describeValue,
  nonBlank,
  type OptionTable,
  resolveOptions,
  type Rule,
  seedRule,
  signalRule,
  withDefault,
} from '../options';
import { createRandom } from '../random';
import { isNetwork } from '../tfjs/layers';
import { seedTfjs } from '../tfjs/seedTfjs';
import type { Architecture, BuildSpec } from './Architecture';
import { FerModel } from './FerModel';
import { inputRule, type InputShape, keepsGraysDistinct, type ModelMetadata } from './ModelMetadata';
import { type ArchitectureId, type ArchitectureOptions, findArchitecture, tableOf } from './architectures';

/** Options of {@link createModel}, besides the network; see {@link BuiltInChoice} and {@link ArchitectureChoice}. */
export interface CreateModelOptions extends Abortable {
  /** The names of the outputs, 2 to 256 different ones. @default the seven expressions of FER2013 */
  readonly labels?: readonly string[];
  /** Seed of the initial weights. @default 0 */
  readonly seed?: number;
  /**
   * Size of the network's input in pixels, from 8 x 8 to 4096 x 4096, and its channels: 1 for grey, 3 for colour.
   * @default 48 x 48 in 1 channel
   */
  readonly input?: { readonly width: number; readonly height: number; readonly channels?: Channels };
  /** @default 'auto' */
  readonly backend?: BackendChoice;
}

/** A network of the user, and options for its `build`. */
export interface ArchitectureChoice<Options extends object> {
  /** The network. */
  readonly architecture: Architecture<Options>;
  /** Options of the network. @default those of the architecture */
  readonly options?: Partial<Options>;
}

/** A built-in network by name, and options of that network. */
export interface BuiltInChoice<Id extends ArchitectureId> {
  /** Name of a built-in network. @default 'fer-cnn' */
  readonly architecture?: Id;
  /** Options of that network. @default those of the architecture */
  readonly options?: Partial<ArchitectureOptions[Id]>;
}

/** The options of all overloads of {@link createModel}, without the types that relate a network to its options. */
type AnyOptions = {
  /** Name of a built-in network, or an architecture of one's own. @default 'fer-cnn' */
  readonly architecture?: string | Architecture<object>;
  /** Options of the network. @default those of the architecture */
  readonly options?: object;
} & CreateModelOptions;

export const createModelTable: OptionTable<AnyOptions, 'architecture' | 'labels' | 'seed' | 'input' | 'backend'> = {
  architecture: withDefault('fer-cnn', {
    expected: 'the name of a network, or an Architecture { id, defaults, scaling, build }',
    accepts: (value) => typeof value === 'string' || (isRecord(value) && !isNetwork(value)),
    received: (value) => {
      if (isNetwork(value)) return 'a network; give a function that makes it as build of an Architecture';
      return typeof value === 'function' ? 'a function; give it as build of an Architecture' : describeValue(value);
    },
  }),
  options: custom('an object', isRecord),
  labels: withDefault(EXPRESSIONS, labelsRule(2)),
  seed: withDefault(0, seedRule),
  input: withDefault({ width: 48, height: 48 }, inputRule(8)),
  backend: withDefault('auto', backendRule),
  signal: signalRule,
};

/** The defaults of {@link CreateModelOptions}. */
export const createModelDefaults = /* @__PURE__ */ defaultsOf(createModelTable) as Required<
  Omit<CreateModelOptions, 'signal'> & Pick<BuiltInChoice<ArchitectureId>, 'architecture'>
>;

/**
 * Creates a model with random weights. A network of your own is checked here: it has one input of the model's size, one output per
 * label and one softmax at its end, and gives probabilities for a test image. The same seed gives the same weights on every
 * platform, whatever its layers and initializers are.
 * @throws OPTION_INVALID, also for an option that the network does not have; MODEL_INCOMPATIBLE if a network of your own cannot be
 * built or does not fit, with the `field` layers, input, labels or output; BACKEND_UNAVAILABLE
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
  const { architecture: chosen } = choice;
  const architecture = typeof chosen === 'string' ? findArchitecture(chosen) : checkArchitecture(chosen);
  const table = tableOf(architecture);
  checkNetworkOptions(architecture, choice.options ?? {}, table);
  const options = { ...architecture.defaults, ...choice.options };
  const { mean, std } = architecture.scaling;
  const shape: InputShape = { width: input.width, height: input.height, channels: input.channels ?? 1 };

  const selected = await selectBackend(backend, { signal });
  const metadata: ModelMetadata = {
    schema: 1,
    labels: [...labels],
    input: shape,
    preprocessing: { gray: 'rec601', resize: 'area', mean, std },
    temperature: 1,
    architecture: { id: architecture.id, options },
  };
  const spec = { input: shape, labelCount: labels.length, seed, options };
  const { network } = await build(architecture, spec, selected);
  // The built-in networks are tested with each release.
  if (table !== undefined) return FerModel.create(network as tf.LayersModel, metadata, selected);
  const { admitNetwork } = await importChunk('check of networks', () => import('./admitNetwork'));
  const source = `the architecture "${architecture.id}"`;
  return admitNetwork({ network, metadata, backend: selected, source, isBuilt: true }, { signal });
}

/** The fields of an architecture that are used, each with its rule. */
const architectureRules: Readonly<Record<string, Rule>> = {
  id: nonBlank('a name'),
  defaults: custom('an object with the default of each option, {} without options', isRecord),
  scaling: custom(
    'a mean and a std above 0 that keep all greys apart',
    (value) => isRecord(value) && keepsGraysDistinct({ mean: value.mean, std: value.std }),
  ),
  build: custom('a function that returns a tf.LayersModel', (value) => typeof value === 'function'),
};

/** @throws OPTION_INVALID */
function checkArchitecture(architecture: Architecture<object>): Architecture<object> {
  const fields = architecture as unknown as Readonly<Record<string, unknown>>;
  for (const [name, rule] of Object.entries(architectureRules)) {
    checkOption(`architecture.${name}`, fields[name], rule);
  }
  return architecture;
}

/**
 * Refuses unknown options: a misspelt one would otherwise build the default network silently. The values of a built-in network's
 * options are checked too; those of a user's are his own.
 */
function checkNetworkOptions(
  { defaults }: Architecture<object>,
  options: object,
  table: Readonly<Record<string, Rule>> | undefined,
): void {
  const anyValue = custom('a value', () => true);
  const known = table ?? Object.fromEntries(Object.keys(defaults).map((name) => [name, anyValue]));
  checkOptions<Readonly<Record<string, unknown>>, never>(
    options as Readonly<Record<string, unknown>>,
    known,
    'options.',
  );
}

/**
 * Builds a network on a backend. Every weight is drawn from the seed, also those of layers whose initializers have none.
 * @returns the network; from a user's code it can be anything, also a promise, for which a caller must not wait
 */
async function build(
  architecture: Architecture<object>,
  spec: BuildSpec<object>,
  backend: BackendInfo,
): Promise<{ readonly network: unknown }> {
  const engine = engineOf(backend);
  engine.use();
  const { registeredVariables } = tf.engine();
  const before = new Set(Object.values(registeredVariables));
  try {
    const network: unknown = seedTfjs(createRandom(spec.seed), () => architecture.build(spec));
    // Its failure is nobody's: the network is refused.
    if (network instanceof Promise) network.catch(() => undefined);
    return { network };
  } catch (cause) {
    Object.values(registeredVariables).forEach((weight) => {
      if (!before.has(weight)) weight.dispose();
    });
    const error = await engine.toError(cause);
    if (isFerError(error)) throw error;
    throw new FerError(
      'MODEL_INCOMPATIBLE',
      {
        field: 'layers',
        failed: `The network of the architecture "${architecture.id}" cannot be built`,
        expected: `layers that tfjs can build for ${spec.labelCount} labels and images of ${spec.input.width} x ${spec.input.height} pixels in ${spec.input.channels === 1 ? 'grey' : 'colour'}`,
        received: nameAndMessage(cause),
      },
      { cause },
    );
  }
}
