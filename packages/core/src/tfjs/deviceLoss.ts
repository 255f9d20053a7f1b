import type * as tf from '@tensorflow/tfjs';

/** Detects the loss of an engine's device: a GPU that was reset, or a context that the browser took away. */
export interface DeviceWatch {
  /** The reason of the loss, as far as it is known now; undefined while the device works. */
  readonly lossReason: () => string | undefined;
  /** Resolves with the reason when the device is lost. */
  readonly lost: Promise<string>;
}

const watches = new WeakMap<tf.KernelBackend, DeviceWatch>();

/** Registers the watch of an engine's device. Engines that cannot lose their device need none. */
export function watchDevice(instance: tf.KernelBackend, watch: DeviceWatch): void {
  if (!watches.has(instance)) watches.set(instance, watch);
}

/** The reason of the loss of an engine's device; undefined while it works. */
export const lossReasonOf = (instance: tf.KernelBackend): string | undefined => watches.get(instance)?.lossReason();

/** Resolves with the reason when an engine's device is lost; undefined for an engine that cannot lose its device. */
export const lossOf = (instance: tf.KernelBackend): Promise<string> | undefined => watches.get(instance)?.lost;
