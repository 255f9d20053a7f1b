import { platform } from '#platform';
import { version } from '../../package.json';
import { engineOf } from '../backends/selectBackend';
import { FerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { sha256 } from '../models/sha256';
import { writeKeras } from './keras/writeKeras';
import { writeOnnx } from './onnx/writeOnnx';
import { describePixels, type LabelledNetwork, readLabelledNetwork } from './readLayers';

/** The formats of {@link exportModel}. */
export const EXPORT_FORMATS = ['keras', 'onnx'] as const;

/** `keras`: a `.keras` file for Keras 3. `onnx`: an `.onnx` file for onnxruntime and others, operator set 13. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of {@link exportModel}. */
export interface ExportModelOptions {
  readonly format: ExportFormat;
}

/** What {@link exportModel} wrote. */
export interface ExportedModel {
  readonly path: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** SHA-256 of the file in hexadecimal. */
  readonly sha256: string;
}

const encoders: Readonly<Record<ExportFormat, (model: LabelledNetwork) => Uint8Array | Promise<Uint8Array>>> = {
  keras: ({ network, metadata }) => writeKeras(network, metadata, new Date()),
  onnx: ({ network, metadata }) =>
    writeOnnx(network, {
      producer: '@ferkit/core',
      version,
      metadata: {
        labels: JSON.stringify(metadata.labels),
        pixels: JSON.stringify(describePixels(metadata.preprocessing)),
        ferkit: JSON.stringify(metadata),
      },
    }),
};

/**
 * Writes a model for another library. What ferkit does around the network is inside of it: the file takes grey pixels from 0
 * to 255, as 32-bit numbers, scales them in its first layer, and divides the logits by the temperature of the calibration.
 * Its scores are those of {@link FerModel.predict} on images of the model's size, but for rounding.
 *
 * - `keras` takes batch x height x width x 1 and keeps labels and provenance in `metadata.json`, under `ferkit`. It needs
 *   the optional packages h5wasm and fflate.
 * - `onnx` takes `pixels`, batch x 1 x height x width, and gives `scores`, batch x labels. Labels stand in `metadata_props`
 *   as a JSON list, and all metadata under `ferkit`.
 *
 * @param target - the file: a path, or in a page `download:name`
 * @throws OPTION_INVALID, PEER_MISSING, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE where a calibrated network does not end in a
 * softmax, STORAGE_FAILED, DISPOSED
 *
 * @example
 * ```ts
 * import { loadModel } from '@ferkit/core';
 * import { exportModel } from '@ferkit/core/exchange';
 *
 * const model = await loadModel();
 * await exportModel(model, './ferkit.keras', { format: 'keras' });
 * await exportModel(model, './ferkit.onnx', { format: 'onnx' });
 * ```
 */
export async function exportModel(
  model: FerModel,
  target: string,
  { format }: ExportModelOptions,
): Promise<ExportedModel> {
  if (!EXPORT_FORMATS.includes(format)) {
    throw new FerError('OPTION_INVALID', {
      option: 'format',
      failed: 'Cannot export the model',
      expected: EXPORT_FORMATS.join(' or '),
      received: JSON.stringify(format),
    });
  }
  model.assertUsable();
  const network = await engineOf(model.backend).runAsync(() => readLabelledNetwork(model));
  const bytes = await encoders[format](network);
  await platform.writeFile(target, bytes);
  return { path: target, bytes: bytes.byteLength, sha256: await sha256(bytes) };
}
