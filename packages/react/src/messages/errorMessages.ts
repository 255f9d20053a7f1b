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
  /** Of a checkpoint that another page of the site is writing. */
  readonly errorBusy: string;
}

/** The {@link ErrorMessages} about a part of the page that did not load. */
export type LoadErrorMessages = Pick<ErrorMessages, 'retry' | 'errorDetails' | 'errorDownload' | 'errorOther'>;

/** English {@link LoadErrorMessages}. */
export const loadErrorMessages: LoadErrorMessages = {
  retry: 'Try again',
  errorDetails: 'Details',
  errorDownload: 'A part of this page did not load. Check the connection, then try again.',
  errorOther: 'Something went wrong.',
};

const own: Omit<ErrorMessages, keyof LoadErrorMessages> = {
  errorPicture:
    'This file cannot be read as a picture. Supported are PNG, JPEG, WebP, GIF, BMP and the other formats of this browser.',
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
  errorCheckpoint:
    'The checkpoint of the stopped training is damaged, gone or incompatible. Start a new training instead.',
  errorBusy: 'Another tab of this site is training. Wait for it to end or stop it there, then try again.',
};

/** English {@link ErrorMessages}. */
export const errorMessages: ErrorMessages = /* @__PURE__ */ joinMessages(loadErrorMessages, own);
