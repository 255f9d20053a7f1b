import type { ClassifierMessages } from './classifierMessages';
import type { ConfusionMessages } from './confusionMessages';
import type { CurveMessages } from './curveMessages';
import type { DistributionMessages } from './distributionMessages';
import type { ExplanationMessages } from './explanationMessages';
import type { PredictionMessages } from './predictionMessages';
import type { ReliabilityMessages } from './reliabilityMessages';
import type { RunMessages } from './runMessages';
import type { ScoresMessages } from './scoresMessages';
import type { TeachingMessages } from './teachingMessages';
import type { TrainingMessages } from './trainingMessages';

/** Every word that the components show, and how they write numbers. */
export interface Messages
  extends
    DistributionMessages,
    ClassifierMessages,
    ConfusionMessages,
    CurveMessages,
    ExplanationMessages,
    PredictionMessages,
    ReliabilityMessages,
    RunMessages,
    ScoresMessages,
    TeachingMessages,
    TrainingMessages {}
