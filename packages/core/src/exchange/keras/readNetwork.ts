import {
  completeInput,
  incompatible,
  layersUnsupported,
  type Network,
  type NetworkNode,
  type OpenInput,
  type ReadOperation,
  sortNodes,
  Unsupported,
  type Weight,
} from '../Network';
import { inferShape, weightShapes } from '../inferShape';
import { lowerOperations } from '../lowerOperations';
import { LayerConfig } from './LayerConfig';
import { type LayerRecord, parseTopology, type SourceLayer, type Topology } from './parseTopology';
import { readOperations } from './readOperation';

/** A weight of a layer, with its name in formats that have names. */
export interface NamedWeight {
  readonly name?: string;
  readonly read: () => Weight;
}

/** Finds the weights of a network. */
export interface WeightSource {
  /** The weights of one layer in the order of the file; an empty list if it has none. */
  weightsOf(layer: SourceLayer): readonly NamedWeight[];
}

/** Options of {@link readNetwork}. */
export interface ReadNetworkOptions {
  /** For messages. */
  readonly source: string;
  /** Size of the input in pixels, and its channels, for networks that accept any. */
  readonly input?: OpenInput;
  /** True if `hard_sigmoid` has the slope 0.2 of Keras 2 and tfjs, not the 1/6 of Keras 3. */
  readonly hasOldSigmoid?: boolean;
}

/**
 * Reads a network from the JSON of Keras or tfjs, and its weights.
 * @throws LAYER_UNSUPPORTED with the names of all layers that cannot be exchanged, MODEL_INCOMPATIBLE
 */
export function readNetwork(json: unknown, weights: WeightSource, options: ReadNetworkOptions): Network {
  const topology = parseTopology(json, options.source);
  const sources = new Map(topology.layers.map(({ name, source }) => [name, source]));
  const nodes = readNodes(topology, options).map((node): NetworkNode<ReadOperation> => {
    const expected = weightShapes(node.operation, node.inputShape);
    const layer = sources.get(node.layer)!;
    return {
      name: plain(node.name),
      operation: node.operation,
      inputs: node.inputs.map(plain),
      shape: node.shape,
      weights:
        Object.keys(expected).length === 0
          ? {}
          : takeWeights(layer, expected, weights.weightsOf(layer), options.source),
    };
  });
  return lowerOperations(nodes);
}

/** Slashes part scopes in the names of tensors. */
const plain = (name: string): string => name.replaceAll('/', '_');

type ShapedNode = Omit<NetworkNode<ReadOperation>, 'weights'> & {
  readonly inputShape: readonly number[];
  /** The layer that it comes from. */
  readonly layer: string;
};

function readNodes({ layers, output }: Topology, options: ReadNetworkOptions): ShapedNode[] {
  const nodes = new Map<string, ShapedNode>();
  const problems: string[] = [];
  for (const layer of sortNodes(layers, output)) {
    const { name, className, inputs } = layer;
    const shapes = inputs.map((input) => nodes.get(input)?.shape ?? []);
    try {
      const operations = readLayer(layer, shapes[0] ?? [], options);
      let before = inputs;
      // After an unsupported layer shapes are unknown; reading continues, to name all unsupported layers at once.
      let known = shapes.filter(({ length }) => length > 0);
      const isKnown = known.length === shapes.length;
      for (const [at, operation] of operations.entries()) {
        // The last has the name of the layer, by which others know its output.
        const own = at === operations.length - 1 ? name : `${name}/${at}`;
        const shape = isKnown ? inferShape(operation, known) : [];
        nodes.set(own, { name: own, operation, inputs: before, shape, inputShape: known[0] ?? [], layer: name });
        before = [own];
        known = [shape];
      }
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      problems.push(`${className} "${name}"${error.message === '' ? '' : ` ${error.message}`}`);
    }
  }
  if (problems.length > 0) throw layersUnsupported(options.source, problems);
  const [first, ...rest] = nodes.values();
  if (first?.operation.type !== 'InputLayer' || rest.some(({ shape }) => shape.length === 0)) {
    throw incompatible('layers', {
      failed: `The network of ${options.source} cannot be computed`,
      expected: 'layers that follow each other from the input to the output',
      received: first === undefined ? 'no layer' : 'a cycle',
    });
  }
  return [...nodes.values()];
}

/** The input assumed after an unsupported layer: an image. */
const SOME_IMAGE = [1, 1, 1];

function readLayer(
  layer: LayerRecord,
  shape: readonly number[],
  options: ReadNetworkOptions,
): readonly ReadOperation[] {
  const { className, config, numbers } = layer;
  if (className === 'InputLayer') return [readInput(layer, options)];
  if (layer.calls > 1) throw new Unsupported('used more than once');
  return readOperations(className, {
    config: new LayerConfig(config),
    shape: shape.length === 0 ? SOME_IMAGE : shape,
    numbers,
    hasOldSigmoid: options.hasOldSigmoid === true,
  });
}

function readInput({ config }: LayerRecord, { source, input }: ReadNetworkOptions): ReadOperation {
  const shape = config.batch_shape ?? config.batch_input_shape;
  const [, ...sides] = Array.isArray(shape) ? (shape as unknown[]) : [];
  const complete = sides.length === 3 ? completeInput(sides, input) : undefined;
  if (complete !== undefined) return { type: 'InputLayer', shape: complete };
  throw incompatible('input', {
    failed: `The network of ${source} has an unsupported input`,
    expected: `images of one or three channels, channels last, ${input === undefined ? 'of a known size' : `${input.width} x ${input.height}`}`,
    received: shape === undefined ? 'no shape' : JSON.stringify(shape),
    ...(input === undefined && sides.length === 3 && sides.slice(0, 2).includes(null)
      ? { next: 'Give the size with the option "input".' }
      : {}),
  });
}

/** Names that versions changed: Keras 3 calls the kernel of a depthwise convolution `kernel`. */
const OTHER_NAMES: Readonly<Record<string, string>> = { depthwise_kernel: 'kernel' };

const roleOf = (name: string): string => name.split('/').at(-1)!.replace(/:\d+$/, '');

function takeWeights(
  layer: SourceLayer,
  expected: Readonly<Record<string, readonly number[]>>,
  found: readonly NamedWeight[],
  source: string,
): Record<string, Weight> {
  return Object.fromEntries(
    Object.entries(expected).map(([role, shape], at) => {
      const byName = (name: string | undefined): NamedWeight | undefined =>
        found.find((weight) => weight.name !== undefined && roleOf(weight.name) === name);
      const weight =
        byName(role) ?? byName(OTHER_NAMES[role]) ?? (found[at]?.name === undefined ? found[at] : undefined);
      const value = weight?.read();
      // Statistics of a Normalization over all values are scalars.
      if (
        value !== undefined &&
        (sameShape(value.shape, shape) || (value.shape.length === 0 && sameShape(shape, [1])))
      ) {
        return [role, { shape, values: value.values }];
      }
      throw incompatible('weights', {
        failed: `Wrong weights of the layer "${layer.name}" in ${source}`,
        expected: `${role} of shape [${shape.join(', ')}]`,
        received: value === undefined ? 'nothing' : `shape [${value.shape.join(', ')}]`,
      });
    }),
  );
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);
