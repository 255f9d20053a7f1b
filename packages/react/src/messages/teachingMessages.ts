import { cameraMessages, type CameraMessages } from './cameraMessages';
import { joinMessages } from './commonMessages';
import { trainingMessages, type TrainingMessages } from './trainingMessages';

/** Texts of `<TeachingPanel>`. */
export interface TeachingMessages extends TrainingMessages, CameraMessages {
  readonly teachingPanel: string;
  /** Accessible name of the bar that leads to the steps. */
  readonly steps: string;
  readonly stepCollect: string;
  readonly stepTrain: string;
  readonly stepTry: string;
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
  /** Pictures that a label does not take any more. */
  readonly picturesTooMany: (number: number, written: string, names: readonly string[]) => string;
  readonly labelFull: (values: { label: string; most: string }) => string;
  /** `number` selects the plural form, `written` is the formatted number. */
  readonly labelNeeds: (values: { label: string; number: number; written: string }) => string;
  /** Screen readers read the name of the label after it. */
  readonly holdToRecord: string;
  readonly recordWithoutHolding: string;
  readonly recordNeedsCamera: string;
  /** Under the crop of the face that a recording takes. */
  readonly cropTaken: string;
  readonly cropMissing: string;
  /** Screen readers read the name of the label after it. */
  readonly record: string;
  readonly stopRecording: string;
  readonly addFiles: string;
  readonly removePicture: (values: { number: string; label: string }) => string;
  readonly trainOn: string;
  readonly trainAnew: string;
  readonly labelsChanged: string;
  /** The result of a training: `right` is a number, or in percents where there are many. `number` selects the plural form of `of`. */
  readonly heldOutRight: (values: { right: string; of: string; number: number }) => string;
  readonly heldOutMeaning: string;
  readonly trainingDetails: string;
  /** In place of the third step before the training. */
  readonly tryHint: string;
  readonly tryNothing: string;
  readonly backToCamera: string;
  /** Pictures, labels and model as one file. */
  readonly openProject: string;
  readonly saveProject: string;
  readonly nothingToSave: string;
  readonly projectOpened: string;
  readonly projectSaved: string;
  readonly projectUnreadable: string;
  /** Its pictures have another size than those that are collected, or colours. */
  readonly projectUnlike: string;
}

const listNames = (number: number, names: readonly string[]): string =>
  names.length === 0 ? '' : `: ${names.join(', ')}${number > names.length ? ` and ${number - names.length} more` : ''}`;

const own: Omit<TeachingMessages, keyof (TrainingMessages & CameraMessages)> = {
  teachingPanel: 'Teach your own labels',
  steps: 'Steps',
  stepCollect: 'Collect',
  stepTrain: 'Train',
  stepTry: 'Try',
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
  picturesTooMany: (number, written, names) =>
    `${written} ${number === 1 ? 'picture' : 'pictures'} too many left out${listNames(number, names)}.`,
  labelFull: ({ label, most }) => `“${label}” has ${most} pictures, the most that a label takes.`,
  labelNeeds: ({ label, number, written }) =>
    `“${label}” needs ${written} more ${number === 1 ? 'picture' : 'pictures'}.`,
  holdToRecord: 'Hold to record',
  recordWithoutHolding: 'Record without holding',
  recordNeedsCamera: 'Start the camera to record, or add files.',
  cropTaken: 'This is taken',
  cropMissing: 'No face in sight',
  record: 'Record',
  stopRecording: 'Stop recording',
  addFiles: 'Add files',
  removePicture: ({ number, label }) => `Remove picture ${number} of ${label}`,
  trainOn: 'Train on',
  trainAnew: 'Train anew',
  labelsChanged: 'The labels have changed: training begins anew.',
  heldOutRight: ({ right, of, number }) => `${right} of ${of} held-out ${number === 1 ? 'picture' : 'pictures'} right`,
  heldOutMeaning: 'The model was not trained on these pictures.',
  trainingDetails: 'Curves and errors',
  tryHint: 'Here you try the model once it is trained.',
  tryNothing: 'Start the camera, or choose a picture.',
  backToCamera: 'Back to the camera',
  openProject: 'Open',
  saveProject: 'Save all',
  nothingToSave: 'No pictures yet',
  projectOpened: 'Opened.',
  projectSaved: 'Pictures, labels and model saved.',
  projectUnreadable: 'This file is damaged, or holds no collected pictures. Nothing was changed.',
  projectUnlike: 'The pictures of this file are in color or of another size. Nothing was changed.',
};

/** English {@link TeachingMessages}. */
export const teachingMessages: TeachingMessages = /* @__PURE__ */ joinMessages(trainingMessages, cameraMessages, own);
