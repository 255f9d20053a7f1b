import { expectTypeOf, test } from 'vitest';
import type { ComponentProps, ReactElement, ReactNode, Ref } from 'react';
import type {
  ArchitectureId,
  BackendChoice,
  Classification,
  Classifier,
  ConfusionCounts,
  Dataset,
  EpochRecord,
  EvaluationReport,
  Explanation,
  FaceDetector,
  FerModel,
  TrainEvent,
  TrainRecipe,
  TrainResult,
} from '@ferkit/core';
import type { GrayImage } from '@ferkit/core/datasets';
import type {
  buildConfusionView,
  ClassifierInput,
  ConfusionMatrix,
  ConfusionMatrixProps,
  ConfusionMatrixState,
  ConfusionOptions,
  ConfusionView,
  EmotionClassifier,
  EmotionClassifierProps,
  EmotionClassifierState,
  ExplanationMap,
  ExplanationMapProps,
  LabelDistribution,
  LabelDistributionProps,
  Messages,
  MessagesProvider,
  PredictionGrid,
  Prediction,
  PredictionGridProps,
  ReliabilityDiagram,
  ReliabilityDiagramProps,
  RobustnessChart,
  RobustnessChartProps,
  ScoresTable,
  ScoresTableProps,
  TeachingPanel,
  TeachingPanelProps,
  TrainingCurves,
  TrainingCurvesProps,
  TrainingData,
  TrainingOptions,
  TrainingPanel,
  TrainingPanelProps,
  TrainingState,
  useConfusionMatrix,
  UseConfusionMatrixOptions,
  useEmotionClassifier,
  UseEmotionClassifierOptions,
  useLabelledSamples,
  useMessages,
  useTraining,
  UseTrainingOptions,
  useWebcam,
  ViewProps,
  WebcamState,
} from '@ferkit/react';

test('components take the results of core as they are', () => {
  expectTypeOf<EvaluationReport>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<ConfusionCounts>().toExtend<ConfusionMatrixProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ScoresTableProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<ReliabilityDiagramProps['data']>();
  expectTypeOf<EvaluationReport>().toExtend<RobustnessChartProps['data']>();
  expectTypeOf<readonly EvaluationReport[]>().toExtend<RobustnessChartProps['compareWith']>();
  expectTypeOf<EvaluationReport>().toExtend<ReliabilityDiagramProps['compareWith']>();
  expectTypeOf<EvaluationReport>().toExtend<ScoresTableProps['compareWith']>();
  expectTypeOf<EvaluationReport>().toExtend<ConfusionMatrixProps['compareWith']>();
  expectTypeOf<readonly EpochRecord[]>().toExtend<TrainingCurvesProps['history']>();
  expectTypeOf<Explanation>().toExtend<ExplanationMapProps['data']>();
  expectTypeOf<GrayImage>().toExtend<NonNullable<ExplanationMapProps['image']>>();
  expectTypeOf<Classification & { readonly image: GrayImage }>().toExtend<Prediction>();
});

interface WithRef {
  readonly ref?: Ref<HTMLElement> | undefined;
}

test('each component takes its props and a ref to its figure', () => {
  expectTypeOf<ComponentProps<typeof ConfusionMatrix>>().toExtend<ConfusionMatrixProps & WithRef>();
  expectTypeOf<ComponentProps<typeof EmotionClassifier>>().toExtend<EmotionClassifierProps & WithRef>();
  expectTypeOf<ComponentProps<typeof ExplanationMap>>().toExtend<ExplanationMapProps & WithRef>();
  expectTypeOf<ComponentProps<typeof LabelDistribution>>().toExtend<LabelDistributionProps & WithRef>();
  expectTypeOf<ComponentProps<typeof PredictionGrid>>().toExtend<PredictionGridProps & WithRef>();
  expectTypeOf<ComponentProps<typeof ReliabilityDiagram>>().toExtend<ReliabilityDiagramProps & WithRef>();
  expectTypeOf<ComponentProps<typeof RobustnessChart>>().toExtend<RobustnessChartProps & WithRef>();
  expectTypeOf<ComponentProps<typeof ScoresTable>>().toExtend<ScoresTableProps & WithRef>();
  expectTypeOf<ComponentProps<typeof TeachingPanel>>().toExtend<TeachingPanelProps & WithRef>();
  expectTypeOf<ComponentProps<typeof TrainingCurves>>().toExtend<TrainingCurvesProps & WithRef>();
  expectTypeOf<ComponentProps<typeof TrainingPanel>>().toExtend<TrainingPanelProps & WithRef>();
});

test('every component takes a caption, texts and the attributes of a figure', () => {
  expectTypeOf<EmotionClassifierProps['caption']>().toEqualTypeOf<ViewProps['caption']>();
  expectTypeOf<TrainingPanelProps['style']>().toEqualTypeOf<ViewProps['style']>();
  expectTypeOf<ConfusionMatrixProps>().toExtend<ViewProps>();
  expectTypeOf<ViewProps['messages']>().toEqualTypeOf<Partial<Messages> | undefined>();
  expectTypeOf<ViewProps['caption']>().toEqualTypeOf<ReactNode>();
  expectTypeOf<ViewProps['className']>().toEqualTypeOf<string | undefined>();
});

test('useEmotionClassifier and EmotionClassifier share their options', () => {
  expectTypeOf<Parameters<typeof useEmotionClassifier>[0]>().toEqualTypeOf<UseEmotionClassifierOptions | undefined>();
  expectTypeOf<typeof useEmotionClassifier>().returns.toEqualTypeOf<EmotionClassifierState>();
  expectTypeOf<EmotionClassifierProps>().toExtend<UseEmotionClassifierOptions>();
  expectTypeOf<UseEmotionClassifierOptions['backend']>().toEqualTypeOf<BackendChoice | undefined>();
  expectTypeOf<UseEmotionClassifierOptions['faces']>().toEqualTypeOf<'auto' | false | FaceDetector | undefined>();
  expectTypeOf<UseEmotionClassifierOptions['classifier']>().toEqualTypeOf<Classifier | undefined>();
  expectTypeOf<UseEmotionClassifierOptions>().not.toHaveProperty('wasm');
  expectTypeOf<EmotionClassifierProps['input']>().toEqualTypeOf<ClassifierInput | null | undefined>();
  expectTypeOf<EmotionClassifierState['faces']>().toEqualTypeOf<readonly Classification[] | null>();
  expectTypeOf<EmotionClassifierState['classify']>().toEqualTypeOf<(input: ClassifierInput) => void>();
});

test('useTraining takes the recipe beside the model, TrainingPanel takes it in `options`', () => {
  expectTypeOf<Parameters<typeof useTraining>[0]>().toEqualTypeOf<UseTrainingOptions | undefined>();
  expectTypeOf<typeof useTraining>().returns.toEqualTypeOf<TrainingState>();
  expectTypeOf<Partial<TrainRecipe>>().toExtend<TrainingOptions>();
  expectTypeOf<TrainingOptions>().toExtend<UseTrainingOptions>();
  expectTypeOf<UseTrainingOptions>().not.toHaveProperty('options');
  expectTypeOf<TrainingPanelProps['options']>().toEqualTypeOf<TrainingOptions | undefined>();
  expectTypeOf<TeachingPanelProps['options']>().toEqualTypeOf<TrainingOptions | undefined>();
  expectTypeOf<TrainingOptions['checkpoint']>().toEqualTypeOf<string | false | undefined>();
  expectTypeOf<TrainingPanelProps['saveTo']>().toEqualTypeOf<string | false | undefined>();
  expectTypeOf<TrainingPanelProps['architecture']>().toEqualTypeOf<ArchitectureId | undefined>();
  expectTypeOf<TrainingPanelProps['onFinish']>().toEqualTypeOf<
    ((model: FerModel, result: TrainResult) => void) | undefined
  >();
  expectTypeOf<TrainingPanelProps['onEvent']>().toEqualTypeOf<((event: TrainEvent) => void) | undefined>();
  expectTypeOf<Dataset>().toExtend<TrainingData>();
  expectTypeOf<{ train: Dataset }>().toExtend<TrainingData>();
  expectTypeOf<Parameters<TrainingState['start']>[1]>().toEqualTypeOf<
    { readonly resume?: boolean; readonly goOn?: boolean } | undefined
  >();
});

test('confusion matrices take one set of options, in which false is off', () => {
  expectTypeOf<Parameters<typeof useConfusionMatrix>[1]>().toEqualTypeOf<UseConfusionMatrixOptions | undefined>();
  expectTypeOf<typeof useConfusionMatrix>().returns.toEqualTypeOf<ConfusionMatrixState>();
  expectTypeOf<Parameters<typeof buildConfusionView>[1]>().toEqualTypeOf<ConfusionOptions | undefined>();
  expectTypeOf<typeof buildConfusionView>().returns.toEqualTypeOf<ConfusionView>();
  expectTypeOf<ConfusionOptions['normalize']>().toEqualTypeOf<'true' | 'predicted' | 'all' | false | undefined>();
  expectTypeOf<object>().toExtend<ConfusionOptions>();
  expectTypeOf<ConfusionMatrixState>().toExtend<ConfusionView>();
});

test('the remaining hooks and the provider', () => {
  expectTypeOf<typeof useWebcam>().returns.toEqualTypeOf<WebcamState>();
  expectTypeOf<Parameters<typeof useMessages>[0]>().toEqualTypeOf<Partial<Messages> | undefined>();
  expectTypeOf<typeof useMessages>().returns.toEqualTypeOf<Messages>();
  expectTypeOf<ReturnType<typeof useLabelledSamples>['dataset']>().toEqualTypeOf<Dataset | null>();
  expectTypeOf<typeof MessagesProvider>().returns.toEqualTypeOf<ReactElement>();
});
