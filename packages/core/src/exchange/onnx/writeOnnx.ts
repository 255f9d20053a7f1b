import { outputOf, type Network } from '../Network';
import { OnnxGraph } from './OnnxGraph';
import { writeOperation } from './writeOperation';

/** Facts that the file holds beside the network. */
export interface OnnxNotes {
  readonly producer: string;
  readonly version: string;
  /** The entries of `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Names of the graph's input and output. */
const ENDS = { input: 'pixels', output: 'scores' } as const;

/**
 * Writes a network as an ONNX file. It takes `pixels`, batch x channels x height x width, and gives `scores`, batch x
 * labels.
 */
export function writeOnnx(network: Network, { producer, version, metadata }: OnnxNotes): Uint8Array {
  const graph = new OnnxGraph();
  const [input, ...nodes] = network;
  const [height, width, channels] = input!.shape;
  const values = new Map([[input!.name, graph.reserve(ENDS.input)]]);
  const shapes = new Map(network.map(({ name, shape }) => [name, shape]));
  graph.reserve(ENDS.output);
  for (const node of nodes) {
    const place = {
      graph,
      node,
      inputs: node.inputs.map((name) => values.get(name)!),
      shapes: node.inputs.map((name) => shapes.get(name)!),
    };
    values.set(node.name, writeOperation(place));
  }
  const last = outputOf(network);
  graph.name(ENDS.output, values.get(last.name)!);
  return graph.encode(
    { name: ENDS.input, shape: [channels!, height!, width!] },
    { name: ENDS.output, shape: last.shape },
    { name: 'ferkit', producer, version, metadata },
  );
}
