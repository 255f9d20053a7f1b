export type { Abortable } from './abortable';
export type {
  BackendChoice,
  BackendInfo,
  BackendName,
  BackendStatus,
  SelectBackendOptions,
} from './backends/BackendProvider';
export { diagnoseBackends } from './backends/diagnoseBackends';
export { configureWasm, type WasmOptions } from './backends/configureWasm';
export { selectBackend, selectBackendDefaults } from './backends/selectBackend';
export { augmentDefaults, augmentOff, type AugmentOptions } from './datasets/AugmentOptions';
export { copiesOf } from './datasets/copiesOf';
export { Dataset } from './datasets/Dataset';
export type { DatasetColumns } from './datasets/DatasetColumns';
export type { DatasetSummary } from './datasets/DatasetSummary';
export { openDataset } from './datasets/openDataset';
export { openDatasetDefaults, type DatasetProgress, type OpenDatasetOptions } from './datasets/OpenDatasetOptions';
export { SPLITS, type Split } from './datasets/splits';
export { summarize } from './datasets/summarize';
export { createSyntheticFaces } from './datasets/synthetic/createSyntheticFaces';
export { drawSyntheticFace } from './datasets/synthetic/drawSyntheticFace';
export { calibrate } from './evaluation/calibrate';
export { evaluate, type EvaluateOptions } from './evaluation/evaluate';
export type { EvaluationReport, Scores } from './evaluation/EvaluationReport';
export { parseReport } from './evaluation/parseReport';
export { reportToCsv } from './evaluation/reportToCsv';
export { reportToJson } from './evaluation/reportToJson';
export { reportToMarkdown } from './evaluation/reportToMarkdown';
export { scorePredictions, type Predictions } from './evaluation/scorePredictions';
export { FerError, isFerError, type ErrorCode, type ErrorDetails, type Problem, type Refusal } from './errors';
export { createFaceLocator, faceLocatorDefaults, type FaceLocatorOptions } from './faces/createFaceLocator';
export { cropFace } from './faces/cropFace';
export type { Box, Face, FaceLandmarks, Point } from './faces/Face';
export type { FaceLocator, LocateMode, LocateOptions } from './faces/FaceLocator';
export { FaceTracker, faceTrackerDefaults, type FaceTrackerOptions, type TrackedFace } from './faces/FaceTracker';
export { frameDefaults, frameFace, type FaceFrame, type FrameOptions } from './faces/frameFace';
export type { GrayImage } from './images/GrayImage';
export type { Preprocessing } from './images/Preprocessing';
export { countConfusion } from './metrics/countConfusion';
export type { ConfusionCounts } from './metrics/ConfusionCounts';
export { readColorImage } from './images/readColorImage';
export { readGrayImage } from './images/readGrayImage';
export type { ImageInput } from './images/readImage';
export type { Classification, LabelScore } from './inference/Classification';
export type { Classifier, StreamOptions } from './inference/Classifier';
export {
  createClassifier,
  decisionDefaults,
  type CreateClassifierOptions,
  type DecisionOptions,
} from './inference/createClassifier';
export type { FaceChoice } from './inference/openFaces';
export { EXPRESSIONS, type Expression } from './labels';
export { adaptModel, adaptModelDefaults, type AdaptModelOptions } from './models/adaptModel';
export type { Architecture, BuildSpec } from './models/Architecture';
export { architectures, type ArchitectureId, type ArchitectureOptions } from './models/architectures';
export { countCost, type NetworkCost } from './models/countCost';
export {
  createModel,
  createModelDefaults,
  type ArchitectureChoice,
  type BuiltInChoice,
  type CreateModelOptions,
} from './models/createModel';
export { FerModel, predictDefaults, type PredictOptions } from './models/FerModel';
export type { LoadEvent } from './models/LoadEvent';
export { loadModel, type LoadModelOptions } from './models/loadModel';
export type { WeightPrecision } from './models/ModelFile';
export type { InputShape, ModelMetadata, Provenance } from './models/ModelMetadata';
export type { ModelSource } from './models/openModelSource';
export type { MissingMetadata } from './models/parseModelFile';
export { saveModel, saveModelDefaults, type SavedModel, type SaveModelOptions } from './models/saveModel';
export type { ByteSource, RgbaImage } from './platform/Platform';
export type { Schedule } from './training/learningRateAt';
export type { OptimizerName } from './training/optimizers/optimizers';
export { train, type TrainCall, type TrainData } from './training/train';
export {
  trainDefaults,
  type CheckpointOptions,
  type EpochRecord,
  type TrainEvent,
  type TrainMetrics,
  type TrainOptions,
  type TrainResult,
  type ValidationMetric,
  type ValidationMetrics,
} from './training/TrainOptions';
