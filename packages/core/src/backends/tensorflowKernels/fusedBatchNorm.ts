import * as tf from '@tensorflow/tfjs';
import { isPerChannel, type ChannelStatistics } from '../ChannelStatistics';
import { isTracing } from '../tensorflowGraph/traceOperations';
import { KeptTensors } from './KeptTensors';
import { runChain } from './runChain';
import type { TensorFlowBackend } from './TensorFlowBackend';

const kept = new KeptTensors();

/**
 * Batch norm by given statistics, as one multiplication and one addition: oneDNN gets ready for a small batch for longer than it
 * computes. Null where it does not apply, and for a graph: it is made once, and the statistics may be others when it runs.
 */
export function fusedBatchNorm(
  backend: TensorFlowBackend,
  inputs: ChannelStatistics,
  { varianceEpsilon }: { readonly varianceEpsilon: number },
): tf.TensorInfo | null {
  if (!isPerChannel(inputs) || backend.isUsingGpuDevice || isTracing(backend)) return null;
  const [factor, shift] = affine(backend, inputs, varianceEpsilon);
  return runChain(backend, inputs.x, [
    { operation: 'Mul', others: [factor] },
    { operation: 'AddV2', others: [shift] },
  ]);
}

/** What each channel is multiplied by and what is added then. */
function affine(
  backend: TensorFlowBackend,
  { mean, variance, scale, offset }: ChannelStatistics,
  epsilon: number,
): readonly [factor: tf.TensorInfo, shift: tf.TensorInfo] {
  // tfjs gives a weight other data whenever it is assigned.
  const key = [mean, variance, scale, offset].map((tensor) => tensor && numberOf(tensor.dataId));
  return kept.get(backend, [...key, epsilon].join(), () => {
    // The engine's, which knows of weights that are still with the backend that was in use before.
    const read = ({ dataId }: tf.TensorInfo): Float32Array => tf.engine().readSync(dataId) as Float32Array;
    const gamma = scale && read(scale);
    const beta = offset && read(offset);
    const factors = read(variance).map((value, channel) => (gamma?.[channel] ?? 1) / Math.sqrt(value + epsilon));
    const shifts = read(mean).map((value, channel) => (beta?.[channel] ?? 0) - value * factors[channel]!);
    return [factors, shifts] as const;
  });
}

const numbers = new WeakMap<tf.DataId, number>();
let count = 0;

/** A number that no other data has had. */
function numberOf(dataId: tf.DataId): number {
  const number = numbers.get(dataId) ?? count++;
  numbers.set(dataId, number);
  return number;
}
