import { joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** Texts of the camera controls. */
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

/** English {@link CameraMessages}. */
export const cameraMessages: CameraMessages = /* @__PURE__ */ joinMessages(errorMessages, own);
