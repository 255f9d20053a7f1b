import { cameraMessages, type CameraMessages } from './cameraMessages';
import { joinMessages } from './commonMessages';
import { trainingMessages, type TrainingMessages } from './trainingMessages';

/** The words of `<TeachingPanel>`. */
export interface TeachingMessages extends TrainingMessages, CameraMessages {
  readonly teachingPanel: string;
  readonly collectPictures: string;
  readonly collectHint: (fewest: string) => string;
  /** What a field is called that holds the name of a label. */
  readonly labelName: (number: string) => string;
  /** What a label is called that has no name yet. */
  readonly labelNumber: (number: string) => string;
  readonly labelInvalid: string;
  readonly addLabel: string;
  readonly removeLabel: (label: string) => string;
  readonly picturesWaiting: (count: string) => string;
  /** The number, and as it is written. */
  readonly picturesCollected: (number: number, written: string) => string;
  readonly picturesWithoutFace: (number: number, written: string) => string;
  /** The name of the label is read after it. */
  readonly record: string;
  readonly stopRecording: string;
  readonly addFiles: string;
  readonly removePicture: (words: { number: string; label: string }) => string;
  /** Heads the classifier that a freshly trained model is tried with. */
  readonly tryModel: string;
}

const own: Omit<TeachingMessages, keyof (TrainingMessages & CameraMessages)> = {
  teachingPanel: 'Teach your own labels',
  collectPictures: 'Pictures to learn from',
  collectHint: (fewest) => `Two or more labels need at least ${fewest} pictures each.`,
  labelName: (number) => `Name of label ${number}`,
  labelNumber: (number) => `Label ${number}`,
  labelInvalid: 'A label needs a name of its own.',
  addLabel: 'Add label',
  removeLabel: (label) => `Remove label ${label}`,
  picturesCollected: (number, written) => `${written} ${number === 1 ? 'picture' : 'pictures'}`,
  picturesWaiting: (written) => `Looking for a face in ${written} more …`,
  picturesWithoutFace: (number, written) =>
    `${written} ${number === 1 ? 'picture' : 'pictures'} without a face left out.`,
  record: 'Record',
  stopRecording: 'Stop recording',
  addFiles: 'Add files',
  removePicture: ({ number, label }) => `Remove picture ${number} of ${label}`,
  tryModel: 'Try it',
};

/** The words of {@link TeachingMessages} in English. */
export const teachingMessages: TeachingMessages = /* @__PURE__ */ joinMessages(trainingMessages, cameraMessages, own);
