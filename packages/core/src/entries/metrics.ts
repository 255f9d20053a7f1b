// The public API of `@ferkit/core/metrics`: plain numbers and reports. No import may reach the tensor engine, so that a page that
// only shows a report does not load one.
export type { BackendInfo, BackendName } from '../backends/BackendProvider';
export { parseReport } from '../evaluation/parseReport';
export { reportToCsv } from '../evaluation/reportToCsv';
export { reportToJson } from '../evaluation/parseReport';
export { reportToMarkdown } from '../evaluation/reportToMarkdown';
export type { EvaluationReport, Scores } from '../evaluation/EvaluationReport';
export { scorePredictions, type Predictions } from '../evaluation/scorePredictions';
export { FerError, isFerError, type ErrorCode, type ErrorDetails, type Problem } from '../errors';
export { EXPRESSIONS, type Expression } from '../labels';
export { accuracy } from '../metrics/confusion';
export { balancedAccuracy } from '../metrics/confusion';
export type { ConfusionCounts } from '../metrics/confusion';
export { countConfusion } from '../metrics/confusion';
export {
  fitMatrixScaling,
  matrixScalingDefaults,
  type MatrixScaling,
  type MatrixScalingOptions,
} from '../metrics/fitMatrixScaling';
export { fitTemperature } from '../metrics/fitTemperature';
export { fitTopLabelTemperature } from '../metrics/fitTemperature';
export type { LabelScores } from '../metrics/confusion';
export { logScores } from '../metrics/logLoss';
export { macroF1 } from '../metrics/confusion';
export {
  expectedCalibrationError,
  RELIABILITY_BINS,
  reliabilityBins,
  type ReliabilityBin,
} from '../metrics/reliability';
export { scoreLabels } from '../metrics/confusion';
export { topKAccuracy } from '../metrics/topKAccuracy';
export type { ModelMetadata, Provenance } from '../models/ModelMetadata';
export type { EpochRecord, TrainEvent, TrainResult } from '../training/TrainOptions';
