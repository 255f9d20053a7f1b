import type * as tf from '@tensorflow/tfjs';
import type { TensorFlowBackend } from './TensorFlowBackend';

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
