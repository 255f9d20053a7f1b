export { LabelDistribution, type LabelDistributionProps, type LabelSeries } from './views/LabelDistribution';
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
export { ExplanationMap, type ExplanationData, type ExplanationMapProps } from './views/ExplanationMap';
export { useDataset, type DatasetState, type UseDatasetOptions } from './hooks/useDataset';
export type { ViewProps } from './elements/Figure';
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
export type { FacePixels } from './elements/FaceCanvas';
export { PredictionGrid, type Prediction, type PredictionGridProps } from './views/PredictionGrid';
export { ReliabilityDiagram, type ReliabilityDiagramProps } from './views/ReliabilityDiagram';
export type { LabelledSample, SampleLabel } from './teaching/SampleLabel';
export {
  useLabelledSamples,
  type LabelledSamplesState,
  type UseLabelledSamplesOptions,
} from './teaching/useLabelledSamples';
export { TeachingPanel, type TeachingPanelProps } from './teaching/TeachingPanel';
export { ScoresTable, type ScoresTableProps } from './views/ScoresTable';
export { TrainingCurves, type TrainingCurvesProps } from './training/TrainingCurves';
export { TrainingPanel, type TrainingPanelProps } from './training/TrainingPanel';
export { trainingDefaults, type MakeModel, type TrainingData, type TrainingOptions } from './training/TrainingOptions';
export { useTraining, type TrainingProgress, type TrainingStart, type TrainingState } from './training/useTraining';
export { useWebcam, type UseWebcamOptions, type WebcamState } from './hooks/useWebcam';
