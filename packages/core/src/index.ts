// The public surface of `@ferkit/core`: what its subpaths list, and what works on tensors.
export * from './entries/datasets';
export * from './entries/metrics';
export type { Refusal } from './errors';
export type {
  BackendChoice,
  BackendStatus,
  SelectBackendOptions,
  WasmChoice,
  WasmPaths,
} from './backends/BackendProvider';
export { diagnoseBackends } from './backends/selectBackend';
export { selectBackend, selectBackendDefaults } from './backends/selectBackend';
export {
  calibrate,
  calibrateDefaults,
  type CalibrateOptions,
  type Calibration,
  type CalibrationMethod,
  type CalibrationScores,
} from './evaluation/calibrate';
export { evaluate, evaluateDefaults, type EvaluateOptions } from './evaluation/evaluate';
export { createFaceDetector, faceDetectorDefaults, type FaceDetectorOptions } from './faces/createFaceDetector';
export { cropFace } from './faces/cropFace';
export type { Box, Face, FaceLandmarks, Point } from './faces/Face';
export type { FaceDetector, DetectMode, DetectOptions } from './faces/FaceDetector';
export { FaceTracker, faceTrackerDefaults, type FaceTrackerOptions, type TrackedFace } from './faces/FaceTracker';
export { frameDefaults, frameFace, type FaceFrame, type FrameOptions } from './faces/frameFace';
export type { Preprocessing } from './images/toModelInput';
export type { Classification, LabelScore } from './inference/Classification';
export {
  type Classifier,
  type ClassifyBatchOptions,
  type ClassifyOptions,
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
export { explain } from './inference/explain';
export { explainDefaults, type ExplainOptions, type Explanation, type FaceExplanation } from './inference/Explanation';
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
export type { LoadEvent } from './models/openModelSource';
export { loadModel } from './models/loadModel';
export type { LoadModelOptions } from './models/openModelSource';
export type { WeightPrecision } from './models/ModelMetadata';
export type { InputShape } from './models/ModelMetadata';
export type { ModelSource } from './models/openModelSource';
export type { MissingMetadata } from './models/parseModelFile';
export { saveModel, saveModelDefaults, type SavedModel, type SaveModelOptions } from './models/saveModel';
export { distillDefaults, distillLabels, type DistillOptions } from './training/distillLabels';
export type { Schedule } from './training/learningRateAt';
export { removeCheckpoint } from './training/checkpoint';
export { train } from './training/train';
export {
  trainDefaults,
  type CheckpointOptions,
  type OptimizerName,
  type TrainData,
  type TrainMetrics,
  type TrainOptions,
  type TrainRecipe,
  type ValidationMetric,
  type ValidationMetrics,
} from './training/TrainOptions';
