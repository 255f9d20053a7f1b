import type * as tf from '@tensorflow/tfjs';

/** How to tell that the device of an engine is lost: a GPU that was reset, or a context that the browser took away. */
export interface DeviceWatch {
  /** The reason, as far as it is known at this moment; undefined while the device works. */
  readonly lossReason: () => string | undefined;
  /** Resolves with the reason when the device is lost. */
  readonly lost: Promise<string>;
}

const watches = new WeakMap<tf.KernelBackend, DeviceWatch>();

/** Sets how to tell that an engine's device is lost. Engines without a device of their own need no watch. */
export function watchDevice(instance: tf.KernelBackend, watch: DeviceWatch): void {
  if (!watches.has(instance)) watches.set(instance, watch);
}

/** Why an engine's device is lost, or undefined while it works. */
export const lossReasonOf = (instance: tf.KernelBackend): string | undefined => watches.get(instance)?.lossReason();

/** Resolves with the reason when an engine's device is lost; undefined for an engine that cannot lose its device. */
export const lossOf = (instance: tf.KernelBackend): Promise<string> | undefined => watches.get(instance)?.lost;
