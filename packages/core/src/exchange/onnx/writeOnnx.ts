import { outputOf, type Network } from '../Network';
import { OnnxGraph } from './OnnxGraph';
import { writeOperation } from './writeOperation';

/** Metadata of the file. */
export interface OnnxMetadata {
  readonly producer: string;
  readonly version: string;
  /** The entries of `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Names of the graph's input and output. */
const VALUE_NAMES = { input: 'pixels', output: 'scores' } as const;

/**
 * Writes a network as an ONNX file. It takes `pixels`, batch x channels x height x width, and gives `scores`, batch x
 * labels.
 */
export function writeOnnx(network: Network, { producer, version, metadata }: OnnxMetadata): Uint8Array {
  const graph = new OnnxGraph();
  const [input, ...nodes] = network;
  const [height, width, channels] = input!.shape;
  const values = new Map([[input!.name, graph.reserve(VALUE_NAMES.input)]]);
  const shapes = new Map(network.map(({ name, shape }) => [name, shape]));
  graph.reserve(VALUE_NAMES.output);
  for (const node of nodes) {
    const context = {
      graph,
      node,
      inputs: node.inputs.map((name) => values.get(name)!),
      shapes: node.inputs.map((name) => shapes.get(name)!),
    };
    values.set(node.name, writeOperation(context));
  }
  const last = outputOf(network);
  graph.name(VALUE_NAMES.output, values.get(last.name)!);
  return graph.encode(
    { name: VALUE_NAMES.input, shape: [channels!, height!, width!] },
    { name: VALUE_NAMES.output, shape: last.shape },
    { name: 'ferkit', producer, version, metadata },
  );
}
