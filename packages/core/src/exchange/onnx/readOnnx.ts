import { FerError } from '../../errors';
import { isRecord } from '../../isRecord';
import {
  completeInput,
  incompatible,
  layersUnsupported,
  type Network,
  type NetworkNode,
  type OpenInput,
  type ReadOperation,
  sizeOf,
  sortNodes,
  takeName,
  Unsupported,
} from '../Network';
import { inferShape } from '../inferShape';
import { lowerOperations } from '../lowerOperations';
import { type AddOperation, isConstant, type OnnxValue } from './OnnxOperator';
import { joinGelu } from './joinGelu';
import { type OnnxFile, type OnnxNode, parseOnnx } from './parseOnnx';
import { operators } from './readOperator';

/** A network and, if ferkit wrote the file, the unchecked metadata in it. */
interface OnnxModel {
  readonly network: Network;
  readonly ferkitEntry?: unknown;
}

interface ReadOptions {
  /** For messages. */
  readonly source: string;
  /** Size and channels of the images of a network that leaves them open. */
  readonly input?: OpenInput;
}

/**
 * Reads an ONNX file.
 * @throws MODEL_CORRUPT, MODEL_INCOMPATIBLE; LAYER_UNSUPPORTED with the names of operators that cannot be exchanged
 */
export function readOnnx(bytes: Uint8Array, options: ReadOptions): OnnxModel {
  const { source } = options;
  const file = parseOnnx(bytes, source);
  const operations = joinGelu(file);
  const unknown = operations.filter(({ operator }) => !Object.hasOwn(operators, operator));
  if (unknown.length > 0) throw layersUnsupported(source, unknown.map(describe));
  const nodes: NetworkNode<ReadOperation>[] = [];
  const names = new Set<string>();
  const values = new Map<string, OnnxValue>(file.constants);
  const output = file.outputs[0] ?? '';
  let owner = 'input';
  const add: AddOperation = (operation, inputs, weights = {}) => {
    const preferred = owner.replaceAll(/[^\w.-]+/g, '_').replace(/^[_.-]+/, '') || 'node';
    const name = takeName(names, preferred);
    const shape = inferShape(
      operation,
      inputs.map((input) => input.shape),
    );
    if (!shape.every((side) => Number.isInteger(side) && side > 0) || sizeOf(shape) > MOST_VALUES) {
      throw new Unsupported(`with an output of shape [${shape.join(', ')}]`);
    }
    nodes.push({ name, operation, inputs: inputs.map((input) => input.name), shape, weights });
    return { name, shape, operation, inputs };
  };
  values.set(file.inputs[0]?.name ?? '', add(readInput(file, options), []));
  for (const node of operations) {
    owner = node.name;
    try {
      const inputs = node.inputs.map((name) => (name === '' ? undefined : values.get(name)));
      if (node.inputs.some((name, at) => name !== '' && inputs[at] === undefined)) {
        throw new Unsupported('on an input that no operator before it gives');
      }
      values.set(node.outputs[0]!, operators[node.operator]!({ attributes: node.attributes, inputs, add }));
    } catch (error) {
      if (error instanceof FerError || !(error instanceof Error)) throw error;
      // Attributes and constants of other ranks than an operator has give plain errors.
      const reason = error instanceof Unsupported ? error.message : 'with inputs or attributes that do not fit it';
      throw layersUnsupported(source, [`${describe(node)} ${reason}`]);
    }
  }
  const last = values.get(output);
  if (last === undefined || isConstant(last) || file.outputs.length !== 1) {
    throw incompatible('layers', {
      failed: `The network of ${source} cannot be used`,
      expected: 'one output that depends on the input',
      received: `outputs ${file.outputs.join(', ') || 'none'}`,
    });
  }
  const network = lowerOperations(sortNodes(nodes, last.name));
  return { network, ferkitEntry: readEntry(file.metadata.get('ferkit')) };
}

/** Maximum number of values in an output, for one image. */
const MOST_VALUES = 2 ** 27;

const describe = ({ operator, name }: OnnxNode): string => `${operator} "${name}"`;

function readEntry(json: string | undefined): unknown {
  try {
    const entry: unknown = json === undefined ? undefined : JSON.parse(json);
    return isRecord(entry) ? entry : undefined;
  } catch {
    // The network is whole, and the caller is asked for what the entry told.
    return undefined;
  }
}

function readInput({ inputs }: OnnxFile, { source, input }: ReadOptions): ReadOperation {
  const [first, ...others] = inputs;
  const [, channels, height, width] = first?.shape ?? [];
  const isImage = others.length === 0 && first?.shape.length === 4;
  const complete = isImage ? completeInput([height, width, channels], input) : undefined;
  if (complete !== undefined) return { type: 'InputLayer', shape: complete };
  const shapes = inputs.map(({ name, shape }) => `${name} [${shape.map((side) => side ?? '?').join(', ')}]`);
  throw incompatible('input', {
    failed: `The network of ${source} has an unsupported input`,
    expected: `images of one or three channels, batch x channels x height x width, ${input === undefined ? 'of a known size' : `${input.width} x ${input.height}`}`,
    received: shapes.join(' and ') || 'none',
    ...(isImage && input !== undefined ? {} : { next: 'Give the size of an open input with the option "input".' }),
  });
}
