import type * as tf from '@tensorflow/tfjs';

/** The inside of tfjs-backend-cpu's backend object. */
interface CpuBackend {
  /** True until its first tensor, at which it advertises tfjs-node on the console. */
  firstUse: boolean;
}

/** Keeps tfjs from advertising tfjs-node on the console at the first tensor on the cpu engine. */
export function skipAdvertisement(instance: tf.KernelBackend): void {
  (instance as unknown as CpuBackend).firstUse = false;
}
