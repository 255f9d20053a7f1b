import type * as tf from '@tensorflow/tfjs';
import { shareData } from '../shareData';
import { floatType, type TensorFlowBackend } from './TensorFlowBackend';

/** More shapes than a network and its gradients have; a program whose batches are all of other sizes has ever new ones. */
const MOST_SHAPES = 256;

/** For each shape the tensor that tells TensorFlow of it: making it anew takes half of a small reshape's time. */
const shapesOf = new WeakMap<TensorFlowBackend, Map<string, tf.TensorInfo>>();

/** The same numbers in another shape. */
export function reshape(
  backend: TensorFlowBackend,
  { x }: { readonly x: tf.TensorInfo },
  { shape }: { readonly shape: number[] },
): tf.TensorInfo {
  if (shape.length === x.shape.length && shape.every((size, axis) => size === x.shape[axis])) {
    return shareData(backend, x);
  }
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const attributes = [floatType(backend, 'T'), { name: 'Tshape', type: TF_ATTR_TYPE, value: TF_INT32 }];
  return backend.executeMultipleOutputs('Reshape', attributes, [x, shapeTensor(backend, shape)], 1)[0]!;
}

function shapeTensor(backend: TensorFlowBackend, shape: number[]): tf.TensorInfo {
  const shapes = shapesOf.get(backend) ?? new Map<string, tf.TensorInfo>();
  shapesOf.set(backend, shapes);
  const key = shape.join();
  const known = shapes.get(key);
  if (known !== undefined) return known;
  if (shapes.size === MOST_SHAPES) {
    for (const { dataId } of shapes.values()) backend.disposeData(dataId);
    shapes.clear();
  }
  const rank = [shape.length];
  const made: tf.TensorInfo = {
    dataId: backend.write(Int32Array.from(shape), rank, 'int32'),
    shape: rank,
    dtype: 'int32',
  };
  shapes.set(key, made);
  return made;
}
