import { joinMessages } from './commonMessages';

/** Texts of errors for visitors. */
export interface ErrorMessages {
  readonly retry: string;
  readonly errorDetails: string;
  readonly errorPicture: string;
  /** A part of the page's own code. */
  readonly errorDownload: string;
  readonly errorAddress: string;
  readonly errorBackend: string;
  readonly errorModel: string;
  readonly errorCamera: (reason: 'denied' | 'absent' | 'busy' | 'insecure' | 'ended') => string;
  readonly errorOther: string;
  readonly errorDiverged: string;
  readonly errorStorage: string;
  readonly errorCheckpoint: string;
}

/** Texts of an error that has no text of its own. */
export type FailureMessages = Pick<ErrorMessages, 'retry' | 'errorDetails' | 'errorOther'>;

/** English {@link FailureMessages}. */
export const failureMessages: FailureMessages = {
  retry: 'Try again',
  errorDetails: 'Details',
  errorOther: 'Something went wrong.',
};

const own: Omit<ErrorMessages, keyof FailureMessages> = {
  errorPicture:
    'This file cannot be read as a picture. Supported are PNG, JPEG, WebP, GIF, BMP and the other formats of this browser.',
  errorDownload: 'A part of this page did not load. Check the connection, then try again.',
  errorAddress: 'Nothing can be read from this address: it may be wrong, or the other site may not permit it.',
  errorBackend: 'This browser has no backend that the model can run on.',
  errorModel: 'The model cannot be used: its files are damaged or incompatible.',
  errorCamera: (reason) =>
    ({
      denied: 'The camera is not allowed for this page. Allow it in the browser settings.',
      absent: 'No camera was found.',
      busy: 'The camera gives no picture. Another program may be using it.',
      insecure: 'Cameras work on secure pages (https) only.',
      ended: 'The camera was disconnected.',
    })[reason],
  errorDiverged: 'The training diverged: its loss is no longer a finite number. A lower learning rate may help.',
  errorStorage: 'Nothing can be stored: the browser denies storage, or the storage is full.',
  errorCheckpoint: 'The checkpoint of the stopped training is damaged or incompatible. Start a new training instead.',
};

/** English {@link ErrorMessages}. */
export const errorMessages: ErrorMessages = /* @__PURE__ */ joinMessages(failureMessages, own);
