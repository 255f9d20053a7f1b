// The public API of `@ferkit/core`: all of `@ferkit/core/datasets` and `@ferkit/core/metrics`, and everything that works on tensors.
export type { Abortable } from './abortable';
export type { AmbientType } from './AmbientType';
export type {
  BackendChoice,
  BackendInfo,
  BackendName,
  BackendStatus,
  SelectBackendOptions,
  WasmChoice,
  WasmPaths,
  WasmSettings,
} from './backends/BackendProvider';
export { diagnoseBackends, selectBackend, selectBackendDefaults } from './backends/selectBackend';
export { augmentImage } from './datasets/augmentImage';
export {
  augmentDefaults,
  augmentOff,
  augmentPoorFaces,
  type AugmentOptions,
  type AugmentRange,
} from './datasets/AugmentOptions';
export {
  type Corruption,
  CORRUPTION_KINDS,
  type CorruptionKind,
  describeCorruption,
  standardCorruptions,
} from './datasets/Corruption';
export { corruptDefaults, corruptImage, type CorruptOptions } from './datasets/corruptImage';
export { Dataset, shuffleDefaults, type ShuffleOptions } from './datasets/Dataset';
export { type DatasetColumns, type Sample, type Split, SPLITS } from './datasets/DatasetColumns';
export {
  assignSplitsDefaults,
  type AssignSplitsOptions,
  holdOutDefaults,
  type HoldOutOptions,
  type SplitShares,
} from './datasets/derive/assignSplits';
export { balanceDefaults, type BalanceOptions } from './datasets/derive/balanceLabels';
export { fractionDefaults, type FractionOptions } from './datasets/derive/selectSamples';
export { ferPlusDefaults, type FerPlusOptions, joinFerPlus } from './datasets/ferPlus/joinFerPlus';
export { copiesOf } from './datasets/ImageIndex';
export type { NpySources } from './datasets/npy/readNpyDataset';
export { writeNpyDataset } from './datasets/npy/writeNpyDataset';
export { type DatasetSource, openDataset, type SplitSources } from './datasets/openDataset';
export {
  type DatasetFormatName,
  type DatasetProgress,
  openDatasetDefaults,
  type OpenDatasetOptions,
  type ParquetLibrary,
} from './datasets/OpenDatasetOptions';
export type { FileSelection } from './datasets/sources/DatasetInput';
export { describeFaces, type FaceReport } from './datasets/FaceReport';
export { describeSkipped, type SkippedItem, type SkippedKind, type SkippedReport } from './datasets/skipped';
export {
  type DatasetSummary,
  type DuplicateSummary,
  type GroupSummary,
  type SplitSummary,
  summarize,
} from './datasets/summarize';
export {
  createSyntheticFaces,
  syntheticFacesDefaults,
  type SyntheticFacesOptions,
} from './datasets/synthetic/createSyntheticFaces';
export {
  createSyntheticFilm,
  type SyntheticActor,
  type SyntheticFace,
  type SyntheticFilm,
  syntheticFilmDefaults,
  type SyntheticFilmOptions,
  type SyntheticFrame,
  type SyntheticMood,
  type SyntheticPlace,
} from './datasets/synthetic/createSyntheticFilm';
export {
  drawSyntheticFace,
  syntheticFaceDefaults,
  type SyntheticFaceOptions,
} from './datasets/synthetic/drawSyntheticFace';
export {
  type ErrorCode,
  type ErrorDetails,
  FerError,
  isFerError,
  type Problem,
  type Refusal,
  type UnknownLabel,
} from './errors';
export {
  calibrate,
  calibrateDefaults,
  type CalibrateOptions,
  type Calibration,
  type CalibrationMethod,
  type CalibrationScores,
  FEWEST_CALIBRATION_SAMPLES,
} from './evaluation/calibrate';
export { evaluate, evaluateDefaults, type EvaluateOptions, type EvaluateProgress } from './evaluation/evaluate';
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
} from './evaluation/EvaluationReport';
export { parseReport, reportToJson } from './evaluation/parseReport';
export { reportToCsv } from './evaluation/reportToCsv';
export { reportToMarkdown } from './evaluation/reportToMarkdown';
export { type Predictions, scorePredictions } from './evaluation/scorePredictions';
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  crossValidateDefaults,
  type Spread,
} from './experiments/crossValidate';
export {
  type LearningCurve,
  learningCurve,
  learningCurveDefaults,
  type LearningCurveOptions,
} from './experiments/learningCurve';
export type { ExperimentOptions, PartEvent, PartRun, TrainPart } from './experiments/trainPart';
export {
  findLearningRate,
  findLearningRateDefaults,
  type FindLearningRateOptions,
  type LearningRateSearch,
} from './experiments/findLearningRate';
export {
  finetune,
  finetuneDefaults,
  type FinetuneEvent,
  type FinetuneOptions,
  type FinetuneResult,
  type FinetuneStage,
} from './experiments/finetune';
export { createFaceDetector, faceDetectorDefaults, type FaceDetectorOptions } from './faces/createFaceDetector';
export { cropFace } from './faces/cropFace';
export type { Box, Face, FaceLandmarks, Point } from './faces/Face';
export type { DetectMode, DetectOptions, FaceDetector } from './faces/FaceDetector';
export { FaceTracker, faceTrackerDefaults } from './faces/FaceTracker';
export type { FaceTrackerOptions, TrackedFace } from './faces/FaceTracks';
export type { FaceFrame } from './faces/FaceFrame';
export type { FaceOrder } from './faces/orderFaces';
export { stretchContrast } from './faces/stretchContrast';
export type { Turn } from './faces/turnImage';
export { frameDefaults, frameFace, type FrameOptions } from './faces/frameFace';
export type { GrayImage, ModelImage, RgbImage } from './images/GrayImage';
export { type ImageInput, type RawImage, readColorImage, readGrayImage } from './images/readImage';
export type { Preprocessing } from './images/normalizeImages';
export type { Classification, LabelScore } from './inference/Classification';
export {
  type Classifier,
  type ClassifyBatchOptions,
  type ClassifyOptions,
  classifyDefaults,
  type ClassifierExplainOptions,
  classifyStreamDefaults,
  type ClassifyStreamOptions,
  type UnreadableCode,
} from './inference/Classifier';
export {
  createClassifier,
  createClassifierDefaults,
  type CreateClassifierOptions,
  type FaceChoice,
} from './inference/createClassifier';
export type {
  ClassifyVideoOptions,
  VideoFace,
  VideoFrameInput,
  VideoFrameResult,
  FilmDecoding,
  VideoProgress,
  VideoSource,
} from './inference/Video';
export { explain } from './inference/explain';
export { explainDefaults, type ExplainOptions, type Explanation, type FaceExplanation } from './inference/Explanation';
export { type Expression, EXPRESSIONS } from './labels';
export {
  accuracy,
  balancedAccuracy,
  type ConfusionCounts,
  countConfusion,
  type LabelScores,
  macroF1,
  scoreLabels,
} from './metrics/confusion';
export { findLabelErrors, type LikelyLabelError } from './metrics/findLabelErrors';
export { accuracyInterval, calibrationErrorInterval, type Interval, macroF1Interval } from './metrics/intervals';
export {
  fitMatrixScaling,
  type MatrixScaling,
  matrixScalingDefaults,
  type MatrixScalingOptions,
} from './metrics/fitMatrixScaling';
export { fitTemperature, fitTopLabelTemperature } from './metrics/fitTemperature';
export { logScores } from './metrics/logLoss';
export {
  expectedCalibrationError,
  RELIABILITY_BINS,
  type ReliabilityBin,
  reliabilityBins,
} from './metrics/reliability';
export { topKAccuracy } from './metrics/topKAccuracy';
export { adaptModel, adaptModelDefaults, type AdaptModelOptions } from './models/adaptModel';
export type { Architecture, BuildSpec } from './models/Architecture';
export { type ArchitectureId, type ArchitectureOptions, architectures } from './models/architectures';
export type { Bst261Options } from './models/bst261';
export { countCost, type NetworkCost } from './models/countCost';
export {
  type ArchitectureChoice,
  type BuiltInChoice,
  createModel,
  createModelDefaults,
  type CreateModelOptions,
} from './models/createModel';
export type { FerCnnOptions } from './models/ferCnn';
export type { FerResNetOptions } from './models/ferResNet';
export { FerModel, predictDefaults, type PredictOptions } from './models/FerModel';
export { loadModel } from './models/loadModel';
export type { MiniXceptionOptions } from './models/miniXception';
export type { InputShape, ModelMetadata, Provenance, WeightPrecision } from './models/ModelMetadata';
export type { LoadEvent, LoadModelOptions, ModelSource } from './models/openModelSource';
export type { MetadataOverrides } from './models/parseModelFile';
export { type SavedModel, saveModel, saveModelDefaults, type SaveModelOptions } from './models/saveModel';
export type { ByteSource, Drawable, FilmDecoder, RgbaImage } from './platform/Platform';
export { encodeProject, type Project } from './projects/encodeProject';
export { readProjectRecipe } from './projects/readProjectRecipe';
export { openProject, type OpenProjectOptions } from './projects/openProject';
export { createRandom, type Random } from './random';
export { Timeline, type TimelineFace, type TimelineFrame } from './timeline/Timeline';
export type { TimelineColumns, TimelineSpan } from './timeline/TimelineColumns';
export type { LabelShare, TimelineSummary, TrackSummary } from './timeline/TimelineSummary';
export { removeCheckpoint } from './training/checkpoint';
export { distillDefaults, distillLabels, type DistillOptions } from './training/distillLabels';
export type { Schedule, ScheduleFunction, ScheduleName, SchedulePosition } from './training/learningRateAt';
export {
  loadCheckpoint,
  loadCheckpointDefaults,
  type LoadCheckpointOptions,
  type LoadedCheckpoint,
  type StoredWeights,
} from './training/loadCheckpoint';
export { logHistory } from './training/logHistory';
export { logTensorBoard } from './training/logTensorBoard';
export type { Loss, LossChoice } from './training/losses';
export type { Optimizer, StepNumber, UpdatePosition, UpdateResult, UpdateStep } from './training/optimizers/Optimizer';
export type { Augmentation, Metric, OwnPart, ScoredValidation } from './training/OwnParts';
export { train } from './training/train';
export {
  type CallbackEvent,
  type CheckpointOptions,
  type OptimizerName,
  type RunControl,
  type TrainCallback,
  type TrainData,
  trainDefaults,
  type TrainOptions,
  type TrainRecipe,
  type ValidationMetric,
} from './training/TrainOptions';
export type {
  EpochRecord,
  TrainEvent,
  TrainMetrics,
  TrainResult,
  ValidationFacts,
  ValidationMetrics,
} from './training/TrainEvent';
