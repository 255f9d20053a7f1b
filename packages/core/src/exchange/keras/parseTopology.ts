import { isRecord } from '../../isRecord';
import { incompatible } from '../Network';

/** The identity of a layer in the file, to find its weights by. */
export interface SourceLayer {
  readonly name: string;
  readonly className: string;
  /** Index among the layers of its class in its network, in the order of the file. */
  readonly number: number;
  /** The network inside of the network that it is a layer of. */
  readonly within?: SourceLayer;
}

/** A layer in the JSON of Keras. */
export interface LayerRecord {
  /** Unique; a layer of an inner network has the names of the networks around it before its own. */
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  /** Numbers among the arguments of its calls: `x + 3` of Keras 3 is a layer `Add` with a number. */
  readonly numbers: readonly number[];
  /** Number of calls of the layer; `inputs` lists the inputs of all of them. */
  readonly calls: number;
  readonly source: SourceLayer;
}

/** The layers of a network, and the name of the output layer. */
export interface Topology {
  readonly layers: readonly LayerRecord[];
  readonly output: string;
}

type Fields = Readonly<Record<string, unknown>>;

const malformed = (source: string, received: string): Error =>
  incompatible('layers', {
    failed: `The description of the network in ${source} cannot be read`,
    expected: 'a Sequential or functional network of Keras 2, Keras 3 or tfjs',
    received,
    next: 'Write a network that is a subclass of keras.Model as a functional one.',
  });

/** Names of the layers whose outputs are arguments of a call, in the notation of any version of Keras. */
function findInputs(value: unknown): string[] {
  if (Array.isArray(value)) {
    // Keras 2 and tfjs: ["name", node, tensor, {...}].
    const [name, node] = value as unknown[];
    if (typeof name === 'string' && typeof node === 'number') return [name];
    return value.flatMap(findInputs);
  }
  if (!isRecord(value)) return [];
  const history = isRecord(value.config) ? value.config.keras_history : undefined;
  if (Array.isArray(history)) return [String(history[0])];
  return [...findInputs(value.args), ...findInputs(value.kwargs)];
}

/** Numbers that stand beside the inputs of a call of Keras 3. */
const findNumbers = (calls: readonly unknown[]): number[] =>
  calls.flatMap((call) =>
    isRecord(call) && Array.isArray(call.args) ? call.args.filter((value) => typeof value === 'number') : [],
  );

type ParsedLayer = Omit<LayerRecord, 'source'>;

function parseLayer(value: unknown, source: string): ParsedLayer {
  if (!isRecord(value) || typeof value.class_name !== 'string' || !isRecord(value.config)) {
    throw malformed(source, 'a layer without its class or its configuration');
  }
  const name = value.name ?? value.config.name;
  if (typeof name !== 'string') throw malformed(source, `a layer ${value.class_name} without a name`);
  const calls = Array.isArray(value.inbound_nodes) ? value.inbound_nodes : [];
  const [inputs, numbers] = [findInputs(calls), findNumbers(calls)];
  return { name, className: value.class_name, config: value.config, inputs, numbers, calls: calls.length };
}

/** Adds the input layer to a Sequential network whose first layer states the input shape, or is a network that does. */
function withInput(layers: readonly ParsedLayer[], config: Fields, source: string): readonly ParsedLayer[] {
  const [first] = layers;
  if (first === undefined || first.className === 'InputLayer') return layers;
  const shape =
    first.config.batch_input_shape ?? first.config.batch_shape ?? config.build_input_shape ?? innerShape(first);
  function innerShape({ className, config }: ParsedLayer): unknown {
    const inner = parseNetwork(className, config, source)?.layers.find((layer) => layer.className === 'InputLayer');
    return inner?.config.batch_input_shape ?? inner?.config.batch_shape;
  }
  const input: ParsedLayer = {
    name: `${first.name}_input`,
    className: 'InputLayer',
    config: { batch_shape: shape ?? [null, null, null, 1] },
    inputs: [],
    numbers: [],
    calls: 0,
  };
  return [input, ...layers];
}

/** The layers of one network, those of inner networks not among them. */
interface ParsedNetwork {
  readonly layers: readonly ParsedLayer[];
  readonly output: string;
}

function parseSequential(config: Fields, source: string): ParsedNetwork {
  // Before Keras 2.2.3 the configuration was the list itself.
  const list: unknown = Array.isArray(config) ? config : config.layers;
  if (!Array.isArray(list) || list.length === 0) throw malformed(source, 'a network without layers');
  const layers = withInput(
    list.map((layer) => parseLayer(layer, source)),
    config,
    source,
  );
  return {
    layers: layers.map((layer, at) => ({ ...layer, inputs: at === 0 ? [] : [layers[at - 1]!.name], calls: 1 })),
    output: layers.at(-1)!.name,
  };
}

function parseFunctional(config: Fields, source: string): ParsedNetwork {
  if (!Array.isArray(config.layers)) throw malformed(source, 'a network without layers');
  const layers = config.layers.map((layer) => parseLayer(layer, source));
  const outputs = findInputs(config.output_layers);
  const inputs = findInputs(config.input_layers);
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw incompatible('layers', {
      failed: `The network of ${source} cannot be used`,
      expected: 'one input and one output',
      received: `inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}`,
    });
  }
  const names = new Set(layers.map(({ name }) => name));
  const missing = [...layers.flatMap((layer) => layer.inputs), ...outputs].find((name) => !names.has(name));
  if (missing !== undefined || names.size < layers.length) {
    throw malformed(
      source,
      missing === undefined ? 'layers of the same name' : `no layer "${missing}", which another layer takes as input`,
    );
  }
  return { layers, output: outputs[0]! };
}

/** Reads a description whose class is that of a network; undefined for any other class. */
function parseNetwork(className: unknown, config: unknown, source: string): ParsedNetwork | undefined {
  if (className === 'Sequential' && (isRecord(config) || Array.isArray(config))) {
    return parseSequential(config as Fields, source);
  }
  const isFunctional = className === 'Functional' || className === 'Model';
  return isFunctional && isRecord(config) ? parseFunctional(config, source) : undefined;
}

/**
 * Finds the layers in the JSON of a network: that of Keras 3 (`config.json`), of Keras 2 (the attribute `model_config`), or
 * of tfjs (`modelTopology`), whose formats differ little. The layers of networks inside of it stand in their places.
 * @throws MODEL_INCOMPATIBLE for networks of any other kind
 */
export function parseTopology(json: unknown, source: string): Topology {
  const outer = isRecord(json) && isRecord(json.model_config) ? json.model_config : json;
  const { class_name: className, config } = isRecord(outer) ? outer : {};
  const network = parseNetwork(className, config, source);
  if (network !== undefined) return flatten(network, source);
  throw malformed(source, typeof className === 'string' ? `a network of class ${className}` : 'something else');
}

/** Augmentation and noise: layers that return their input when images are scored. */
const TRAINING_LAYERS: ReadonlySet<string> = new Set([
  ...[
    'ActivityRegularization',
    'AlphaDropout',
    'AugMix',
    'AutoContrast',
    'CutMix',
    'GaussianDropout',
    'GaussianNoise',
    'MixUp',
  ],
  ...['RandAugment', 'RandomBrightness', 'RandomColorDegeneration', 'RandomColorJitter', 'RandomContrast'],
  ...['RandomElasticTransform', 'RandomErasing', 'RandomFlip', 'RandomGaussianBlur', 'RandomGrayscale', 'RandomHue'],
  ...['RandomInvert', 'RandomPerspective', 'RandomPosterization', 'RandomRotation', 'RandomSaturation'],
  ...['RandomSharpness', 'RandomShear', 'RandomTranslation', 'RandomZoom', 'SpatialDropout2D'],
]);

/**
 * Puts the layers of inner networks in the place of these, and leaves out layers that only train and those that the output does not
 * depend on.
 * @param within - the network as a layer, if it is an inner one
 * @param image - the layer that it takes as its input there
 */
function flatten(network: ParsedNetwork, source: string, within?: SourceLayer, image?: string): Topology {
  const counts = new Map<string, number>();
  const layers = new Map(
    network.layers.map((layer) => {
      const { name, className } = layer;
      const number = counts.get(className) ?? 0;
      counts.set(className, number + 1);
      return [name, { ...layer, source: { name, className, number, ...(within && { within }) } }];
    }),
  );
  const flat: LayerRecord[] = [];
  const resolved = new Map<string, string | undefined>();
  const resolve = (name: string): string => {
    if (!resolved.has(name)) {
      resolved.set(name, undefined);
      resolved.set(name, place(layers.get(name)!));
    }
    const found = resolved.get(name);
    if (found === undefined) throw malformed(source, 'a cycle');
    return found;
  };
  /** Returns the name of the layer whose output is that of this one. */
  const place = (layer: LayerRecord): string => {
    if (image !== undefined && layer.className === 'InputLayer') return image;
    const inputs = layer.inputs.map(resolve);
    if (layer.calls === 1 && inputs.length === 1) {
      if (TRAINING_LAYERS.has(layer.className)) return inputs[0]!;
      const inner = parseNetwork(layer.className, layer.config, source);
      if (inner !== undefined) {
        const topology = flatten(inner, source, layer.source, inputs[0]);
        flat.push(...topology.layers);
        return topology.output;
      }
    }
    const name = pathOf(layer.source);
    flat.push({ ...layer, name, inputs });
    return name;
  };
  return { output: resolve(network.output), layers: flat };
}

const pathOf = ({ name, within }: SourceLayer): string => (within === undefined ? name : `${pathOf(within)}/${name}`);
