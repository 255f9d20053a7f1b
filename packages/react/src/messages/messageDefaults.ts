import { baseMessages } from './baseMessages';
import { explanationMessages } from './explanationMessages';
import { joinMessages } from './joinMessages';
import type { Messages } from './Messages';
import { teachingMessages } from './teachingMessages';

/** The words of {@link Messages} in English. */
export const messageDefaults: Messages = /* @__PURE__ */ joinMessages(
  baseMessages,
  explanationMessages,
  teachingMessages,
);
