export { LabelDistribution, type LabelDistributionProps, type LabelSeries } from './distribution/LabelDistribution';
export type { ClassifierOptions } from './classifier/useLoadedClassifier';
export type { Consent } from './classifier/ConsentGate';
export { EmotionClassifier, type EmotionClassifierProps } from './classifier/EmotionClassifier';
export type { LiveSource } from './classifier/liveFrames';
export type { PictureSource } from './classifier/usePictureSource';
export {
  emotionClassifierDefaults,
  useEmotionClassifier,
  type ClassifierInput,
  type EmotionClassifierState,
  type UseEmotionClassifierOptions,
} from './classifier/useEmotionClassifier';
export { buildConfusionView } from './confusion/buildConfusionView';
export { ConfusionMatrix, type ConfusionMatrixProps } from './confusion/ConfusionMatrix';
export {
  confusionDefaults,
  type ConfusionOptions,
  type ConfusionSort,
  type Normalize,
} from './confusion/ConfusionView';
export type { ConfusionCell, ConfusionData, ConfusionLabel, ConfusionView } from './confusion/ConfusionView';
export {
  useConfusionMatrix,
  type ConfusionMatrixState,
  type UseConfusionMatrixOptions,
} from './confusion/useConfusionMatrix';
export { ExplanationMap, type ExplanationData, type ExplanationMapProps } from './explanations/ExplanationMap';
export { useDataset, type DatasetState, type UseDatasetOptions } from './dataset/useDataset';
export type { ViewProps } from './charts/Figure';
export { messageDefaults } from './messages/messageDefaults';
export type { CameraMessages } from './messages/cameraMessages';
export type { DistributionMessages } from './messages/distributionMessages';
export type { ClassifierMessages } from './messages/classifierMessages';
export type { CommonMessages } from './messages/commonMessages';
export type { CellWords, ConfusionMessages } from './messages/confusionMessages';
export type { CurveMessages } from './messages/curveMessages';
export type { ErrorMessages } from './messages/errorMessages';
export type { ExplanationMessages } from './messages/explanationMessages';
export type { Messages } from './messages/Messages';
export type { PredictionMessages } from './messages/predictionMessages';
export type { ReliabilityMessages } from './messages/reliabilityMessages';
export type { RunMessages } from './messages/runMessages';
export type { ScoresMessages } from './messages/scoresMessages';
export type { TeachingMessages } from './messages/teachingMessages';
export type { TrainingMessages } from './messages/trainingMessages';
export { MessagesProvider, useMessages, type MessagesProviderProps } from './messages/MessagesProvider';
export type { FacePixels } from './predictions/FaceCanvas';
export { PredictionGrid, type Prediction, type PredictionGridProps } from './predictions/PredictionGrid';
export { ReliabilityDiagram, type ReliabilityDiagramProps } from './reliability/ReliabilityDiagram';
export type { LabelledSample, SampleLabel } from './samples/SampleLabel';
export {
  useLabelledSamples,
  type LabelledSamplesState,
  type UseLabelledSamplesOptions,
} from './samples/useLabelledSamples';
export { TeachingPanel, type TeachingPanelProps } from './samples/TeachingPanel';
export { ScoresTable, type ScoresTableProps } from './scores/ScoresTable';
export { TrainingCurves, type TrainingCurvesProps } from './training/TrainingCurves';
export { TrainingPanel, type TrainingPanelProps } from './training/TrainingPanel';
export { trainingDefaults, type MakeModel, type TrainingData, type TrainingOptions } from './training/TrainingOptions';
export { useTraining, type TrainingProgress, type TrainingStart, type TrainingState } from './training/useTraining';
export { useWebcam, type UseWebcamOptions, type WebcamState } from './webcam/useWebcam';
