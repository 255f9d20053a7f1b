import type { Messages } from './Messages';
import { classifierMessages } from './classifierMessages';
import { joinMessages } from './commonMessages';
import { confusionMessages } from './confusionMessages';
import { curveMessages } from './curveMessages';
import { distributionMessages } from './distributionMessages';
import { explanationMessages } from './explanationMessages';
import { predictionMessages } from './predictionMessages';
import { reliabilityMessages } from './reliabilityMessages';
import { runMessages } from './runMessages';
import { scoresMessages } from './scoresMessages';
import { teachingMessages } from './teachingMessages';
import { trainingMessages } from './trainingMessages';

/** The words of {@link Messages} in English. */
export const messageDefaults: Messages = /* @__PURE__ */ joinMessages(
  distributionMessages,
  classifierMessages,
  confusionMessages,
  curveMessages,
  explanationMessages,
  predictionMessages,
  reliabilityMessages,
  runMessages,
  scoresMessages,
  teachingMessages,
  trainingMessages,
);
