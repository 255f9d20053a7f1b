// The public API of `@ferkit/core/exchange`: models to and from Keras, ONNX and tfjs.
export type { AmbientType } from '../AmbientType';
export {
  exportModel,
  EXPORT_FORMATS,
  type ExportedModel,
  type ExportFormat,
  type ExportModelOptions,
} from '../exchange/exportModel';
export { importModel, type ImportModelOptions } from '../exchange/importModel';
export type { ExchangeSource } from '../exchange/openExchange';
export type { Scaling } from '../exchange/scaling';
