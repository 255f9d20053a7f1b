import { cameraMessages, type CameraMessages } from './cameraMessages';
import { joinMessages } from './commonMessages';
import { trainingMessages, type TrainingMessages } from './trainingMessages';

/** Texts of `<TeachingPanel>`. */
export interface TeachingMessages extends TrainingMessages, CameraMessages {
  readonly teachingPanel: string;
  readonly collectPictures: string;
  readonly collectHint: (fewest: string) => string;
  /** Accessible name of the text field for the name of a label. */
  readonly labelName: (number: string) => string;
  /** Name of a label without a name. */
  readonly labelNumber: (number: string) => string;
  readonly labelInvalid: string;
  readonly addLabel: string;
  readonly removeLabel: (label: string) => string;
  readonly picturesWaiting: (written: string) => string;
  /** `number` selects the plural form, `written` is the formatted number. */
  readonly picturesCollected: (number: number, written: string) => string;
  /** `names` are those of the first files; of frames of a camera there are none. */
  readonly picturesWithoutFace: (number: number, written: string, names: readonly string[]) => string;
  /** Files that cannot be read as pictures. */
  readonly picturesUnreadable: (number: number, written: string, names: readonly string[]) => string;
  /** Pictures of several faces, of which the largest was taken. */
  readonly picturesOfSeveralFaces: (number: number, written: string) => string;
  /** Screen readers read the name of the label after it. */
  readonly record: string;
  readonly stopRecording: string;
  readonly addFiles: string;
  readonly removePicture: (values: { number: string; label: string }) => string;
  /** Caption of the classifier that tries the trained model. */
  readonly tryModel: string;
}

const listNames = (number: number, names: readonly string[]): string =>
  names.length === 0 ? '' : `: ${names.join(', ')}${number > names.length ? ` and ${number - names.length} more` : ''}`;

const own: Omit<TeachingMessages, keyof (TrainingMessages & CameraMessages)> = {
  teachingPanel: 'Teach your own labels',
  collectPictures: 'Training pictures',
  collectHint: (fewest) => `Two or more labels need at least ${fewest} pictures each.`,
  labelName: (number) => `Name of label ${number}`,
  labelNumber: (number) => `Label ${number}`,
  labelInvalid: 'Each label needs a unique name.',
  addLabel: 'Add label',
  removeLabel: (label) => `Remove label ${label}`,
  picturesCollected: (number, written) => `${written} ${number === 1 ? 'picture' : 'pictures'}`,
  picturesWaiting: (written) => `Looking for faces in ${written} more pictures …`,
  picturesWithoutFace: (number, written, names) =>
    `${written} ${number === 1 ? 'picture' : 'pictures'} without a face left out${listNames(number, names)}.`,
  picturesUnreadable: (number, written, names) =>
    `${written} unreadable ${number === 1 ? 'file' : 'files'} left out${listNames(number, names)}.`,
  picturesOfSeveralFaces: (number, written) =>
    `${written} ${number === 1 ? 'picture shows' : 'pictures show'} several faces: the largest was taken.`,
  record: 'Record',
  stopRecording: 'Stop recording',
  addFiles: 'Add files',
  removePicture: ({ number, label }) => `Remove picture ${number} of ${label}`,
  tryModel: 'Try it',
};

/** English {@link TeachingMessages}. */
export const teachingMessages: TeachingMessages = /* @__PURE__ */ joinMessages(trainingMessages, cameraMessages, own);
