import type { ReactElement } from 'react';
import {
  LabelDistribution,
  ConfusionMatrix,
  EmotionClassifier,
  EvaluationReport,
  ExplanationMap,
  ExpressionTimeline,
  PredictionGrid,
  ReliabilityDiagram,
  RobustnessChart,
  ScoresTable,
  TeachingPanel,
  TrainingCurves,
  TrainingPanel,
} from '@ferkit/react';
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { twoFaces } from '../../../stories/fixtures/timelines';
import { moods, weaker } from './confusions';
import { noisyAndDark, reportOf, sixSamples } from './report';

/** Every component with data. */
export function everyView(): Readonly<Record<string, ReactElement>> {
  const scores = sixSamples();
  const faces = createSyntheticFaces({ count: 21, size: 16 });
  const image = { pixels: [0, 255], width: 2, height: 1 };
  const epoch = { epoch: 1, learningRate: 0.001, train: { loss: 1.234567, accuracy: 1 / 3 }, best: true };
  return {
    ConfusionMatrix: <ConfusionMatrix data={moods} toolbar onSelect={() => undefined} />,
    'ConfusionMatrix of two': <ConfusionMatrix data={moods} compareWith={weaker} interactive={false} />,
    ScoresTable: <ScoresTable data={{ ...scores, withoutTrainingCopies: scores }} />,
    'ScoresTable of two': <ScoresTable data={scores} compareWith={scores} />,
    TrainingCurves: <TrainingCurves history={[epoch, { ...epoch, epoch: 2 }]} epochs={7} />,
    'TrainingCurves of two': <TrainingCurves history={[epoch]} compareWith={[epoch, { ...epoch, epoch: 2 }]} />,
    'TrainingPanel without data': <TrainingPanel />,
    TrainingPanel: <TrainingPanel data={faces} options={{ epochs: 3 }} />,
    ExplanationMap: (
      <ExplanationMap data={{ label: 'sad', score: 0.5, width: 2, height: 1, influence: [0.1, -0.2] }} image={image} />
    ),
    TeachingPanel: <TeachingPanel labels={['wink', 'no wink']} />,
    LabelDistribution: <LabelDistribution series={[{ name: 'Train', counts: { happy: 2, sad: 3 } }]} />,
    ReliabilityDiagram: <ReliabilityDiagram data={scores} />,
    'ReliabilityDiagram of two': <ReliabilityDiagram data={scores} compareWith={scores} names={['A', 'B']} />,
    RobustnessChart: <RobustnessChart data={{ ...scores, robustness: noisyAndDark }} toolbar />,
    'RobustnessChart of two': (
      <RobustnessChart data={{ ...scores, robustness: noisyAndDark }} compareWith={scores} names={['A', 'B']} />
    ),
    EvaluationReport: (
      <EvaluationReport
        data={reportOf(scores)}
        compareWith={reportOf(scores)}
        history={[epoch]}
        predictions={[{ image, truth: 'sad', label: 'happy', scores: [{ label: 'happy', score: 2 / 3 }] }]}
      />
    ),
    EmotionClassifier: <EmotionClassifier />,
    'EmotionClassifier at the camera': <EmotionClassifier source="webcam" eager={false} />,
    'EmotionClassifier of one picture': (
      <EmotionClassifier input={{ ...image, pixels: Uint8Array.of(0, 255) }} consent="Agree?" />
    ),
    ExpressionTimeline: <ExpressionTimeline data={twoFaces()} toolbar />,
    PredictionGrid: (
      <PredictionGrid
        predictions={[{ image, truth: 'sad', label: 'happy', scores: [{ label: 'happy', score: 2 / 3 }] }]}
      />
    ),
  };
}
