import { isRecord } from '../../isRecord';
import { incompatible } from '../Network';

/** A layer in the JSON of Keras. */
export interface LayerRecord {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  /** Number of calls of the layer; `inputs` lists the inputs of all of them. */
  readonly calls: number;
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

function parseLayer(value: unknown, source: string): LayerRecord {
  if (!isRecord(value) || typeof value.class_name !== 'string' || !isRecord(value.config)) {
    throw malformed(source, 'a layer without its class or its configuration');
  }
  const name = value.name ?? value.config.name;
  if (typeof name !== 'string') throw malformed(source, `a layer ${value.class_name} without a name`);
  const calls = Array.isArray(value.inbound_nodes) ? value.inbound_nodes : [];
  return { name, className: value.class_name, config: value.config, inputs: findInputs(calls), calls: calls.length };
}

/** Adds the input layer to a Sequential network whose first layer states the input shape. */
function withInput(layers: readonly LayerRecord[], config: Fields): readonly LayerRecord[] {
  const [first] = layers;
  if (first === undefined || first.className === 'InputLayer') return layers;
  const shape = first.config.batch_input_shape ?? first.config.batch_shape ?? config.build_input_shape;
  const input: LayerRecord = {
    name: `${first.name}_input`,
    className: 'InputLayer',
    config: { batch_shape: shape ?? [null, null, null, 1] },
    inputs: [],
    calls: 0,
  };
  return [input, ...layers];
}

function parseSequential(config: Fields, source: string): Topology {
  // Before Keras 2.2.3 the configuration was the list itself.
  const list: unknown = Array.isArray(config) ? config : config.layers;
  if (!Array.isArray(list) || list.length === 0) throw malformed(source, 'a network without layers');
  const layers = withInput(
    list.map((layer) => parseLayer(layer, source)),
    config,
  );
  return {
    layers: layers.map((layer, at) => ({ ...layer, inputs: at === 0 ? [] : [layers[at - 1]!.name], calls: 1 })),
    output: layers.at(-1)!.name,
  };
}

function parseFunctional(config: Fields, source: string): Topology {
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

/**
 * Finds the layers in the JSON of a network: that of Keras 3 (`config.json`), of Keras 2 (the attribute `model_config`), or
 * of tfjs (`modelTopology`), whose formats differ little.
 * @throws MODEL_INCOMPATIBLE for networks of any other kind
 */
export function parseTopology(json: unknown, source: string): Topology {
  const outer = isRecord(json) && isRecord(json.model_config) ? json.model_config : json;
  const { class_name: className, config } = isRecord(outer) ? outer : {};
  if (className === 'Sequential' && (isRecord(config) || Array.isArray(config))) {
    return parseSequential(config as Fields, source);
  }
  if ((className === 'Functional' || className === 'Model') && isRecord(config)) return parseFunctional(config, source);
  throw malformed(source, typeof className === 'string' ? `a network of class ${className}` : 'something else');
}
