// The public surface of `@ferkit/core/metrics`: what works on plain numbers and reports. Nothing here may reach the tensor
// engine, so that a page that only shows a report does not load one.
export type { BackendInfo, BackendName } from '../backends/BackendProvider';
export { parseReport } from '../evaluation/parseReport';
export { reportToCsv } from '../evaluation/reportToCsv';
export { reportToJson } from '../evaluation/reportToJson';
export { reportToMarkdown } from '../evaluation/reportToMarkdown';
export type { EvaluationReport, Scores } from '../evaluation/EvaluationReport';
export { scorePredictions, type Predictions } from '../evaluation/scorePredictions';
export { FerError, isFerError, type ErrorCode, type ErrorDetails, type Problem } from '../errors';
export { EXPRESSIONS, type Expression } from '../labels';
export { accuracy } from '../metrics/accuracy';
export { balancedAccuracy } from '../metrics/balancedAccuracy';
export type { ConfusionCounts } from '../metrics/ConfusionCounts';
export { countConfusion } from '../metrics/countConfusion';
export { expectedCalibrationError } from '../metrics/expectedCalibrationError';
export {
  fitMatrixScaling,
  matrixScalingDefaults,
  type MatrixScaling,
  type MatrixScalingOptions,
} from '../metrics/fitMatrixScaling';
export { fitTemperature } from '../metrics/fitTemperature';
export { fitTopLabelTemperature } from '../metrics/fitTopLabelTemperature';
export type { LabelScores } from '../metrics/LabelScores';
export { logScores } from '../metrics/logScores';
export { macroF1 } from '../metrics/macroF1';
export type { ReliabilityBin } from '../metrics/ReliabilityBin';
export { RELIABILITY_BINS, reliabilityBins } from '../metrics/reliabilityBins';
export { scoreLabels } from '../metrics/scoreLabels';
export { topKAccuracy } from '../metrics/topKAccuracy';
export type { ModelMetadata, Provenance } from '../models/ModelMetadata';
export type { EpochRecord, TrainEvent, TrainResult } from '../training/TrainOptions';
