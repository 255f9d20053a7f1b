import { classifierMessages, type ClassifierMessages } from './classifierMessages';
import { joinMessages } from './commonMessages';

/** Texts of the timeline that `<EmotionClassifier>` records, or reads from a film. */
export interface RecordingMessages extends ClassifierMessages {
  /** Accessible name of the film's player. */
  readonly film: string;
  readonly recordTimeline: string;
  readonly pauseRecording: string;
  readonly resumeRecording: string;
  readonly clearRecording: string;
  readonly recordedTime: (length: string) => string;
  /** Of a recording that is longer than what is kept. */
  readonly framesDropped: (frames: string) => string;
  /** `share` is null for a film that does not tell its length, `left` where the time left is not known. */
  readonly filmProgress: (values: { share: string | null; left: string | null }) => string;
  readonly filmAnalysed: (length: string) => string;
  /** While a player is seeked because nothing faster decodes the film. */
  readonly filmSought: string;
  readonly cancelFilm: string;
  readonly errorFilm: (reason: 'format' | 'codec' | 'noVideo' | 'broken') => string;
}

const own: Omit<RecordingMessages, keyof ClassifierMessages> = {
  film: 'Film',
  recordTimeline: 'Record over time',
  pauseRecording: 'Pause',
  resumeRecording: 'Continue',
  clearRecording: 'Clear',
  recordedTime: (length) => `Recorded: ${length}`,
  framesDropped: (frames) => `Only the last part is kept. Oldest frames dropped: ${frames}`,
  filmProgress: ({ share, left }) =>
    `Analysing the film${share === null ? ' …' : `: ${share}`}${left === null ? '' : `, ${left} left`}`,
  filmAnalysed: (length) => `The film is analysed: ${length}`,
  filmSought: 'This browser seeks through the film, which takes longer.',
  cancelFilm: 'Cancel',
  errorFilm: (reason) =>
    ({
      format: 'This file cannot be read as a film.',
      codec: 'This browser cannot decode the film. It usually reads MP4 with H.264, and WebM.',
      noVideo: 'The film has no pictures.',
      broken: 'The film is damaged: the part before is analysed.',
    })[reason],
};

/** English {@link RecordingMessages}. */
export const recordingMessages: RecordingMessages = /* @__PURE__ */ joinMessages(classifierMessages, own);
