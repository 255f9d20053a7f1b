import { joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** The words of what turns a camera on and off. */
export interface CameraMessages extends ErrorMessages {
  readonly startCamera: string;
  readonly stopCamera: string;
  readonly cameraStarting: string;
  readonly cameraPaused: string;
  readonly cameraPicture: string;
}

const own: Omit<CameraMessages, keyof ErrorMessages> = {
  startCamera: 'Start camera',
  stopCamera: 'Stop camera',
  cameraStarting: 'Waiting for the camera …',
  cameraPaused: 'The camera is off while the page is hidden.',
  cameraPicture: 'Camera picture',
};

/** The words of {@link CameraMessages} in English. */
export const cameraMessages: CameraMessages = /* @__PURE__ */ joinMessages(errorMessages, own);
