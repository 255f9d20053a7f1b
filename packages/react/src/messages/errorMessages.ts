/** What visitors are told when something goes wrong. */
export interface ErrorMessages {
  readonly retry: string;
  readonly errorDetails: string;
  readonly errorPicture: string;
  readonly errorAddress: string;
  readonly errorBackend: string;
  readonly errorModel: string;
  readonly errorCamera: (reason: 'denied' | 'absent' | 'busy' | 'insecure' | 'ended') => string;
  readonly errorOther: string;
  readonly errorDiverged: string;
  readonly errorStorage: string;
  readonly errorCheckpoint: string;
}

/** The words of {@link ErrorMessages} in English. */
export const errorMessages: ErrorMessages = {
  retry: 'Try again',
  errorDetails: 'Details',
  errorPicture: 'This file cannot be read as a picture. PNG, JPEG and WebP can.',
  errorAddress: 'Nothing can be read from there: the address may be wrong, or the other site may not permit it.',
  errorBackend: 'This browser offers nothing that the classifier can run on.',
  errorModel: 'The model cannot be used: its files are damaged or do not fit.',
  errorCamera: (reason) =>
    ({
      denied: 'The camera is not allowed for this page. Allow it in the settings of the browser.',
      absent: 'No camera was found.',
      busy: 'The camera gives no picture; something else may be using it.',
      insecure: 'Cameras work on secure pages (https) only.',
      ended: 'The camera was disconnected.',
    })[reason],
  errorOther: 'Something went wrong.',
  errorDiverged: 'The training went astray: its loss grew beyond all bounds. A lower learning rate may help.',
  errorStorage: 'Nothing can be kept here: the browser refuses storage, or it is full.',
  errorCheckpoint: 'What was kept of the stopped training does not fit. It can be started anew.',
};
