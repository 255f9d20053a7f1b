import type { TeachingMessages } from './Messages';

/** The words of {@link TeachingMessages} in English. */
export const teachingMessages: TeachingMessages = {
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
