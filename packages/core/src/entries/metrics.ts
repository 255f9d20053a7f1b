// The public API of `@ferkit/core/metrics`: plain numbers, reports and timelines. No import may reach the tensor engine, so that a page
// that only shows them does not load one.
export type { BackendInfo, BackendName } from '../backends/BackendProvider';
export { type Corruption, CORRUPTION_KINDS, type CorruptionKind, describeCorruption } from '../datasets/Corruption';
export {
  type ErrorCode,
  type ErrorDetails,
  FerError,
  isFerError,
  type Problem,
  type Refusal,
  type UnknownLabel,
} from '../errors';
export type {
  CorruptionKindScores,
  CorruptionScores,
  EvaluationReport,
  LabelErrors,
  LabelOrder,
  ReportJson,
  Robustness,
  RobustScores,
  SamplePrediction,
  Scores,
} from '../evaluation/EvaluationReport';
export { parseReport, reportToJson } from '../evaluation/parseReport';
export { reportToCsv } from '../evaluation/reportToCsv';
export { reportToMarkdown } from '../evaluation/reportToMarkdown';
export { type Predictions, scorePredictions } from '../evaluation/scorePredictions';
export type { Preprocessing } from '../images/normalizeImages';
export { type Expression, EXPRESSIONS } from '../labels';
export {
  accuracy,
  balancedAccuracy,
  type ConfusionCounts,
  countConfusion,
  type LabelScores,
  macroF1,
  scoreLabels,
} from '../metrics/confusion';
export { findLabelErrors, type LikelyLabelError } from '../metrics/findLabelErrors';
export { accuracyInterval, calibrationErrorInterval, type Interval, macroF1Interval } from '../metrics/intervals';
export {
  fitMatrixScaling,
  type MatrixScaling,
  matrixScalingDefaults,
  type MatrixScalingOptions,
} from '../metrics/fitMatrixScaling';
export { fitTemperature, fitTopLabelTemperature } from '../metrics/fitTemperature';
export { logScores } from '../metrics/logLoss';
export {
  expectedCalibrationError,
  RELIABILITY_BINS,
  type ReliabilityBin,
  reliabilityBins,
} from '../metrics/reliability';
export { topKAccuracy } from '../metrics/topKAccuracy';
export type { InputShape, ModelMetadata, Provenance } from '../models/ModelMetadata';
export { Timeline, type TimelineFace, type TimelineFrame } from '../timeline/Timeline';
export type { TimelineColumns, TimelineSpan } from '../timeline/TimelineColumns';
export type { LabelShare, TimelineSummary, TrackSummary } from '../timeline/TimelineSummary';
export type {
  EpochRecord,
  TrainEvent,
  TrainMetrics,
  TrainResult,
  ValidationFacts,
  ValidationMetrics,
} from '../training/TrainEvent';
