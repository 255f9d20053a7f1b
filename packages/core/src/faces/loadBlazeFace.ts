import * as tf from '@tensorflow/tfjs';
import type { BackendInfo } from '../backends/BackendProvider';
import { useBackend } from '../backends/useBackend';
import { FerError } from '../errors';

type BlazeFaceFiles = typeof import('./blazeFace.generated');

/** Fetches the network's files: a part of the package of its own, which only those load who look for faces. */
export async function fetchBlazeFace(): Promise<BlazeFaceFiles> {
  try {
    return await import('./blazeFace.generated');
  } catch (cause) {
    throw new FerError(
      'SOURCE_UNREADABLE',
      {
        source: 'face detector',
        failed: 'Cannot load the face detector, which is a part of the package of its own',
        next: "Serve all files of the bundler's output, or pass faces: 'none' to do without.",
      },
      { cause },
    );
  }
}

/**
 * Makes the network on a backend that was selected: BlazeFace, "back" model (V. Bazarevsky et al., 2019), from RGB in
 * [-1, 1] of any size to the outputs `Identity:0` to `Identity_3:0`.
 */
export function buildBlazeFace(files: BlazeFaceFiles, backend: BackendInfo): tf.GraphModel<tf.io.IOHandlerSync> {
  const weightData = Uint8Array.from(atob(files.weights), (character) => character.charCodeAt(0)).buffer;
  useBackend(backend);
  // The loader that waits could find another backend current by the time it makes the weights.
  return tf.loadGraphModelSync({
    modelTopology: JSON.parse(files.topology) as object,
    weightSpecs: JSON.parse(files.weightSpecs) as tf.io.WeightsManifestEntry[],
    weightData,
  });
}
