import * as tf from '@tensorflow/tfjs';
import type { BackendInfo } from '../backends/BackendProvider';
import { useBackend } from '../backends/useBackend';
import { topology, weights, weightSpecs } from './blazeFace.generated';

/**
 * Makes the network on a backend that was selected: BlazeFace, "back" model (V. Bazarevsky et al., 2019), from RGB in
 * [-1, 1] of any size to the outputs `Identity:0` to `Identity_3:0`.
 */
export function buildBlazeFace(backend: BackendInfo): tf.GraphModel<tf.io.IOHandlerSync> {
  const weightData = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer;
  useBackend(backend);
  // The loader that waits could find another backend current by the time it makes the weights.
  return tf.loadGraphModelSync({
    modelTopology: JSON.parse(topology) as object,
    weightSpecs: JSON.parse(weightSpecs) as tf.io.WeightsManifestEntry[],
    weightData,
  });
}
