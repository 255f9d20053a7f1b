import { platform } from '#platform';
import { version } from '../../package.json';
import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import { checkModel, type FerModel } from '../models/FerModel';
import { sha256 } from '../models/sha256';
import {
  checkOption,
  describeValue,
  pathRule,
  oneOf,
  optionInvalid,
  resolveOptions,
  type OptionTable,
  signalRule,
} from '../options';
import { writeKeras } from './keras/writeKeras';
import { writeOnnx } from './onnx/writeOnnx';
import { describePixels, type LabelledNetwork, readLabelledNetwork } from './readLayers';

/** The formats of {@link exportModel}. */
export const EXPORT_FORMATS = ['keras', 'onnx'] as const;

/** `keras`: a `.keras` file for Keras 3. `onnx`: an `.onnx` file for onnxruntime and others, operator set 13. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of {@link exportModel}. */
export interface ExportModelOptions extends Abortable {
  /** @default the one that the extension of the file names, `.keras` or `.onnx` */
  readonly format?: ExportFormat;
}

export const exportModelTable: OptionTable<ExportModelOptions> = {
  format: oneOf(...EXPORT_FORMATS),
  signal: signalRule,
};

/** The file that {@link exportModel} wrote. */
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
 * Writes a model for another library. The file includes preprocessing and calibration: it takes grey pixels from 0 to 255 as
 * 32-bit floats, scales them in its first layer, and divides the logits by the model's temperature. On images of the model's
 * size its scores equal those of {@link FerModel.predict}, up to rounding. A signal stops the call only before its write.
 *
 * - `keras` takes batch x height x width x 1 and holds the metadata in `metadata.json`, under `ferkit`. It needs the optional
 *   packages h5wasm and fflate.
 * - `onnx` takes `pixels`, batch x 1 x height x width, and gives `scores`, batch x labels. `metadata_props` holds the
 *   labels as a JSON list, and all metadata under `ferkit`.
 *
 * @param target - the file: a path, or in a page `download:name` or `indexeddb:name`
 * @throws OPTION_INVALID, PEER_MISSING, LAYER_UNSUPPORTED, MODEL_INCOMPATIBLE if a calibrated network does not end in a
 * softmax; STORAGE_FAILED, DISPOSED
 *
 * @example
 * ```ts
 * import { loadModel } from '@ferkit/core';
 * import { exportModel } from '@ferkit/core/exchange';
 *
 * const model = await loadModel();
 * await exportModel(model, './ferkit.keras');
 * await exportModel(model, './ferkit.onnx');
 * ```
 */
export async function exportModel(
  model: FerModel,
  target: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  const { format: given, signal } = resolveOptions(options, exportModelTable);
  checkModel(model);
  checkOption('target', target, targetRule);
  const format = given ?? formatOf(target);
  signal?.throwIfAborted();
  const network = await engineOf(model.backend).runAsync(() => readLabelledNetwork(model));
  const bytes = await encoders[format](network);
  signal?.throwIfAborted();
  await platform.writeFile(target, bytes);
  return { path: target, bytes: bytes.byteLength, sha256: await sha256(bytes) };
}

const targetRule = pathRule('the path of a file, download:name or indexeddb:name');

function formatOf(target: string): ExportFormat {
  const format = EXPORT_FORMATS.find((name) => target.endsWith(`.${name}`));
  if (format !== undefined) return format;
  const next = "Or give the format: { format: 'keras' }.";
  throw optionInvalid('format', 'a file name that ends in .keras or .onnx', describeValue(target), next);
}
