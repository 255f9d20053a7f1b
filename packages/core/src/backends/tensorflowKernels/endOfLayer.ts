import type * as tf from '@tensorflow/tfjs';
import type { Link } from './runChain';

/** How a layer ends, as tfjs' fused kernels are told. */
export interface LayerEnd {
  readonly bias?: tf.TensorInfo | undefined;
  /** Null is linear. */
  readonly activation: string | null;
}

/** TensorFlow's names of the functions that a layer can end in; the others of tfjs have parameters. */
const operations: Readonly<Record<string, string>> = { relu: 'Relu', relu6: 'Relu6', elu: 'Elu', sigmoid: 'Sigmoid' };

/** The operations of the end of a layer; null where it ends in a function that is not among them. */
export function endOfLayer({ bias, activation }: LayerEnd): Link[] | null {
  const links: Link[] = bias === undefined ? [] : [{ operation: 'AddV2', others: [bias] }];
  if (activation === null || activation === 'linear') return links;
  const operation = operations[activation];
  return operation === undefined ? null : [...links, { operation }];
}
