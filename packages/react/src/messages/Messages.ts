import { joinMessages } from './commonMessages';
import { confusionMessages, type ConfusionMessages } from './confusionMessages';
import { curveMessages, type CurveMessages } from './curveMessages';
import { dataMessages, type DataMessages } from './dataMessages';
import { distributionMessages, type DistributionMessages } from './distributionMessages';
import { explanationMessages, type ExplanationMessages } from './explanationMessages';
import { predictionMessages, type PredictionMessages } from './predictionMessages';
import { recordingMessages, type RecordingMessages } from './recordingMessages';
import { reliabilityMessages, type ReliabilityMessages } from './reliabilityMessages';
import { reportMessages, type ReportMessages } from './reportMessages';
import { robustnessMessages, type RobustnessMessages } from './robustnessMessages';
import { runMessages, type RunMessages } from './runMessages';
import { scoresMessages, type ScoresMessages } from './scoresMessages';
import { teachingMessages, type TeachingMessages } from './teachingMessages';
import { timelineMessages, type TimelineMessages } from './timelineMessages';
import { trainingMessages, type TrainingMessages } from './trainingMessages';

/** All texts of the components, and the language of their numbers. */
export interface Messages
  extends
    DistributionMessages,
    ConfusionMessages,
    CurveMessages,
    DataMessages,
    ExplanationMessages,
    PredictionMessages,
    RecordingMessages,
    ReliabilityMessages,
    ReportMessages,
    RobustnessMessages,
    RunMessages,
    ScoresMessages,
    TeachingMessages,
    TimelineMessages,
    TrainingMessages {}

/** English {@link Messages}. */
export const messageDefaults: Messages = /* @__PURE__ */ joinMessages(
  distributionMessages,
  confusionMessages,
  curveMessages,
  dataMessages,
  explanationMessages,
  predictionMessages,
  recordingMessages,
  reliabilityMessages,
  reportMessages,
  robustnessMessages,
  runMessages,
  scoresMessages,
  teachingMessages,
  timelineMessages,
  trainingMessages,
);
