import type * as tf from '@tensorflow/tfjs';
import { floatType, type OpAttribute, type TensorFlowBackend } from './TensorFlowBackend';

/** An operation of numbers on the result of the one before it. */
export interface Link {
  readonly operation: string;
  /** Beside the type of its numbers. @default [] */
  readonly attributes?: readonly OpAttribute[];
  /** Its inputs after the first. @default [] */
  readonly others?: readonly tf.TensorInfo[];
}

/** Runs operations one after the other on x; tfjs-node calls functions of tfjs in turn, each with its checks and shapes. */
export function runChain(backend: TensorFlowBackend, x: tf.TensorInfo, links: readonly Link[]): tf.TensorInfo {
  const type = floatType(backend, 'T');
  let result: tf.Tensor | undefined;
  for (const { operation, attributes = [], others = [] } of links) {
    const input = result;
    [result] = backend.executeMultipleOutputs(operation, [type, ...attributes], [input ?? x, ...others], 1);
    input?.dispose();
  }
  return result!;
}
