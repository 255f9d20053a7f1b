export type { Consent } from './classifier/ConsentGate';
export { EmotionClassifier, type EmotionClassifierProps } from './classifier/EmotionClassifier';
export type { LiveSource } from './classifier/liveSource';
export {
  emotionClassifierDefaults,
  useEmotionClassifier,
  type ClassifierInput,
  type EmotionClassifierState,
  type UseEmotionClassifierOptions,
} from './classifier/useEmotionClassifier';
export type { ClassifierOptions, PlacedClassifier } from './classifier/loadClassifier';
export type { PictureSource } from './classifier/usePictureSource';
export { buildConfusionView } from './confusion/buildConfusionView';
export { ConfusionMatrix, type ConfusionMatrixProps } from './confusion/ConfusionMatrix';
export {
  confusionDefaults,
  type ConfusionCell,
  type ConfusionData,
  type ConfusionLabel,
  type ConfusionOptions,
  type ConfusionSort,
  type ConfusionView,
  type Normalize,
} from './confusion/ConfusionView';
export {
  useConfusionMatrix,
  type Attributes,
  type ConfusionMatrixState,
  type UseConfusionMatrixOptions,
} from './confusion/useConfusionMatrix';
export type { FacePixels } from './elements/FaceCanvas';
export type { ViewProps } from './elements/Figure';
export type { DefaultContent, PartProps } from './elements/PartProps';
export type { ScoreBarsProps, ScoreBarsState } from './elements/ScoreBarList';
export { ScoreBars } from './elements/ScoreBars';
export { useScoreBars, type ScoreBar, type UseScoreBarsOptions } from './elements/useScoreBars';
export type { ResultContext } from './hooks/ResultContext';
export { useDataset, type DatasetState, type UseDatasetOptions } from './hooks/useDataset';
export { useWebcam, type UseWebcamOptions, type WebcamState } from './hooks/useWebcam';
export type { CameraMessages } from './messages/cameraMessages';
export type { ChartMessages } from './messages/chartMessages';
export type { ClassifierMessages } from './messages/classifierMessages';
export type { CommonMessages } from './messages/commonMessages';
export type { CellValues, ConfusionMessages } from './messages/confusionMessages';
export type { CurveMessages } from './messages/curveMessages';
export type { DistributionMessages } from './messages/distributionMessages';
export type { ErrorMessages } from './messages/errorMessages';
export type { ExplanationMessages } from './messages/explanationMessages';
export { loadLocale, LOCALES, type Locale } from './messages/locales/loadLocale';
export { messageDefaults, type Messages } from './messages/Messages';
export { MessagesProvider, useMessages, type MessagesProviderProps } from './messages/MessagesProvider';
export type { PredictionMessages } from './messages/predictionMessages';
export type { MetricMessages } from './messages/metricMessages';
export type { ReliabilityMessages } from './messages/reliabilityMessages';
export type { ReportMessages } from './messages/reportMessages';
export type { RobustnessMessages } from './messages/robustnessMessages';
export type { RunMessages } from './messages/runMessages';
export type { ScoresMessages } from './messages/scoresMessages';
export type { TeachingMessages } from './messages/teachingMessages';
export type { TimelineMessages } from './messages/timelineMessages';
export type { TrainingMessages } from './messages/trainingMessages';
export { CameraView, type CameraViewProps, type CameraViewState } from './parts/CameraView';
export { FaceBoxes, type FaceBoxesProps } from './parts/FaceBoxes';
export { FaceCard, type FaceCardProps, type FaceCardState } from './parts/FaceCard';
export { FaceCrop, type FaceCropProps } from './parts/FaceCrop';
export { useFaceBoxes, type FaceBoxesState, type FaceBoxState, type UseFaceBoxesOptions } from './parts/useFaceBoxes';
export { useFaceCrop, type PictureElement, type UseFaceCropOptions } from './parts/useFaceCrop';
export { faceKey, useFaceSelection, type FaceHandlers, type FaceSelection } from './parts/useFaceSelection';
export { EvaluationReport, type EvaluationReportProps } from './report/EvaluationReport';
export type { TeachingOutcome } from './teaching/readTaught';
export type { CollectionGap, LabelledSample, SampleLabel, SavedLabel } from './teaching/SampleCollection';
export { TeachingPanel } from './teaching/TeachingPanel';
export type { TeachingPanelProps } from './teaching/TeachingPanelProps';
export {
  useLabelledSamples,
  type LabelledSamplesState,
  type LeftOutPicture,
  type UseLabelledSamplesOptions,
} from './teaching/useLabelledSamples';
export { ExpressionTimeline, type ExpressionTimelineProps } from './timeline/ExpressionTimeline';
export {
  expressionTimelineDefaults,
  useExpressionTimeline,
  type ExpressionTimelineState,
  type UseExpressionTimelineOptions,
} from './timeline/useExpressionTimeline';
export type { TimelineDisplay } from './timeline/lanePaths';
export { useTeaching, type ProjectState, type TeachingState, type UseTeachingOptions } from './teaching/useTeaching';
export { TrainingCurves, type TrainingCurvesProps } from './training/TrainingCurves';
export {
  trainingDefaults,
  type MakeModel,
  type TrainingData,
  type TrainingOptions,
  type TrainingSetup,
  type UseTrainingOptions,
} from './training/TrainingOptions';
export { TrainingPanel, type TrainingPanelProps } from './training/TrainingPanel';
export { useTraining, type TrainingProgress, type TrainingStart, type TrainingState } from './training/useTraining';
export { ExplanationMap, type ExplanationData, type ExplanationMapProps } from './views/ExplanationMap';
export {
  LabelDistribution,
  type DistributionSort,
  type LabelDistributionProps,
  type LabelSeries,
} from './views/LabelDistribution';
export { PredictionGrid, type Prediction, type PredictionGridProps } from './views/PredictionGrid';
export { ReliabilityDiagram, type ReliabilityDiagramProps } from './views/ReliabilityDiagram';
export type { RobustnessData, RobustnessMetric, RobustnessSort } from './views/buildRobustnessView';
export { RobustnessChart, type RobustnessChartProps } from './views/RobustnessChart';
export { ScoresTable, type ScoredLabels, type ScoresTableProps } from './views/ScoresTable';
