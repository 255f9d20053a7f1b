import type * as tf from '@tensorflow/tfjs';
import type { OpAttribute, TensorFlowBackend } from '../../tfjs/TensorFlowBackend';

/** The attribute that says that numbers are of 32 bits. */
export const floatType = ({ binding }: TensorFlowBackend, name: string): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});

/** The attribute that says that axes or a shape are of 32-bit integers. */
export const integerType = ({ binding }: TensorFlowBackend, name: string): OpAttribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_INT32,
});

/** More than networks and their gradients ask for at once; a program may ask for ever new ones. */
const MOST_KEYS = 256;

/**
 * Small tensors that are wanted at each step and take as long to make as an operation takes. They outlive every `tidy`, and are
 * not their users' to dispose: when there are too many, all go.
 */
export class KeptTensors {
  readonly #tensorsOf = new WeakMap<TensorFlowBackend, Map<string, readonly tf.TensorInfo[]>>();

  /** The tensors under the key. */
  get<Values extends readonly (Float32Array | Int32Array)[]>(
    backend: TensorFlowBackend,
    key: string,
    compute: () => Values,
  ): { readonly [Place in keyof Values]: tf.TensorInfo } {
    const tensors = this.#tensorsOf.get(backend) ?? new Map<string, readonly tf.TensorInfo[]>();
    this.#tensorsOf.set(backend, tensors);
    let kept = tensors.get(key);
    if (kept === undefined) {
      if (tensors.size === MOST_KEYS) {
        for (const { dataId } of [...tensors.values()].flat()) backend.disposeData(dataId);
        tensors.clear();
      }
      kept = compute().map((values) => {
        const dtype = values instanceof Int32Array ? 'int32' : 'float32';
        const shape = [values.length];
        return { dataId: backend.write(values, shape, dtype), shape, dtype };
      });
      tensors.set(key, kept);
    }
    return kept as { readonly [Place in keyof Values]: tf.TensorInfo };
  }
}

const kept = new KeptTensors();

/** The tensor that tells an operation a shape or axes. It is kept, not the caller's to dispose. */
export function integerTensor(backend: TensorFlowBackend, values: readonly number[]): tf.TensorInfo {
  return kept.get(backend, values.join(), () => [Int32Array.from(values)] as const)[0];
}

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
