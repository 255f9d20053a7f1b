import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { engineOf, selectBackend } from '../backends/selectBackend';
import { FerError } from '../errors';
import type { Preprocessing } from '../images/toModelInput';
import { EXPRESSIONS } from '../labels';
import type { Architecture } from './Architecture';
import { FerModel } from './FerModel';
import { checkLabels, type InputShape } from './ModelMetadata';
import { type ArchitectureId, type ArchitectureOptions, findArchitecture } from './architectures';

/** Options of {@link createModel}. */
export interface CreateModelOptions {
  /** @default the seven expressions of FER2013 */
  readonly labels: readonly string[];
  /** Makes the initial weights repeatable. @default 0 */
  readonly seed: number;
  /** Size of the images in pixels. @default 48 x 48 */
  readonly input: { readonly width: number; readonly height: number };
  /** @default 'auto' */
  readonly backend: BackendChoice;
}

/** The defaults of {@link CreateModelOptions}. */
export const createModelDefaults: CreateModelOptions = {
  labels: EXPRESSIONS,
  seed: 0,
  input: { width: 48, height: 48 },
  backend: 'auto',
};

/** The network to build and its own options. */
export interface ArchitectureChoice<Options extends object> {
  readonly architecture: Architecture<Options>;
  readonly options?: Partial<Options>;
}

/** A built-in network by name and its own options. */
export interface BuiltInChoice<Id extends ArchitectureId> {
  /** @default 'fer-cnn' */
  readonly architecture?: Id;
  readonly options?: Partial<ArchitectureOptions[Id]>;
}

/**
 * Builds a network with fresh weights.
 * @throws OPTION_INVALID for an unknown network or option of it, fewer than two labels or labels that repeat; BACKEND_UNAVAILABLE
 *
 * @example
 * ```ts
 * const model = await createModel({ architecture: 'fer-cnn', labels: ['smile', 'no smile'], seed: 1 });
 * console.log(model.cost.parameters, model.backend.name);
 * ```
 */
export async function createModel<Id extends ArchitectureId = 'fer-cnn'>(
  options?: BuiltInChoice<Id> & Partial<CreateModelOptions> & Abortable,
): Promise<FerModel>;
export async function createModel<Options extends object>(
  options: ArchitectureChoice<Options> & Partial<CreateModelOptions> & Abortable,
): Promise<FerModel>;
export async function createModel(
  given: {
    readonly architecture?: string | Architecture<object>;
    readonly options?: object;
  } & Partial<CreateModelOptions> &
    Abortable = {},
): Promise<FerModel> {
  const { labels, seed, input, backend } = { ...createModelDefaults, ...given };
  const chosen = given.architecture ?? 'fer-cnn';
  const architecture = typeof chosen === 'string' ? findArchitecture(chosen) : chosen;
  checkLabels(labels);
  checkInput(input);
  checkOptionNames(architecture, given.options ?? {});
  const options = { ...architecture.defaults, ...given.options };
  const shape: InputShape = { width: input.width, height: input.height, channels: 1 };
  const preprocessing: Preprocessing = { gray: 'rec601', resize: 'area', ...architecture.scaling };

  const selected = await selectBackend(backend, { signal: given.signal });
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
      architecture: { id: architecture.id, options: options },
    },
    selected,
  );
}

function checkInput({ width, height }: CreateModelOptions['input']): void {
  if ([width, height].every((side) => Number.isInteger(side) && side >= 8)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'input',
    failed: 'Cannot build a network for this image size',
    expected: 'a width and a height of at least 8 pixels',
    received: `${width} x ${height}`,
  });
}

/** A misspelt option would otherwise build the default network without a word. */
function checkOptionNames({ id, defaults }: Architecture<object>, options: object): void {
  const known = Object.keys(defaults);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new FerError('OPTION_INVALID', {
    option: unknown,
    failed: `The network ${id} has no option "${unknown}"`,
    expected: `one of ${known.join(', ')}`,
    received: unknown,
  });
}
