import { cameraMessages, type CameraMessages } from './cameraMessages';
import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** The words of `<EmotionClassifier>`. */
export interface ClassifierMessages extends CommonMessages, CameraMessages {
  readonly emotionClassifier: string;
  readonly source: string;
  readonly sourceFile: string;
  readonly sourceUrl: string;
  readonly sourceWebcam: string;
  readonly choosePicture: string;
  readonly chooseAnother: string;
  readonly dropHint: string;
  readonly address: string;
  readonly openAddress: string;
  readonly picture: string;
  readonly waitingForPicture: string;
  readonly loadingModel: (words: { loaded: string; total: string }) => string;
  readonly loadingEngine: string;
  readonly loadingDetector: string;
  readonly warmingUp: string;
  readonly looking: string;
  readonly noFace: string;
  readonly noFaceHint: string;
  readonly facesFound: (words: { count: string; faces: readonly string[] }) => string;
  /** One face, for those who hear it. */
  readonly faceIs: (words: { label: string; score: string }) => string;
  readonly mostLikely: (words: { label: string; score: string }) => string;
  readonly smallFace: string;
  /** What classified, and how long a face took it. */
  readonly ranOn: (words: { backend: string; milliseconds: string }) => string;
  readonly consentContinue: string;
  readonly classifierNotice: string;
}

const own: Omit<ClassifierMessages, keyof (CommonMessages & CameraMessages)> = {
  emotionClassifier: 'Facial expression',
  source: 'Source',
  sourceFile: 'Picture',
  sourceUrl: 'Address',
  sourceWebcam: 'Camera',
  choosePicture: 'Choose a picture',
  chooseAnother: 'Another picture',
  dropHint: 'or drop or paste one here',
  address: 'Address of a picture',
  openAddress: 'Open',
  picture: 'Picture',
  waitingForPicture: 'Faces and their expressions appear here.',
  loadingModel: ({ loaded, total }) => `Loading the model: ${loaded} of ${total}`,
  loadingEngine: 'Starting the engine …',
  loadingDetector: 'Loading the face detector …',
  warmingUp: 'Warming up …',
  looking: 'Looking for faces …',
  noFace: 'No face found',
  noFaceHint: 'A face should be seen from the front, well lit, and not too small.',
  facesFound: ({ count, faces }) => `${count} ${faces.length === 1 ? 'face' : 'faces'}: ${faces.join('; ')}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Closest: ${label}, ${score}`,
  smallFace: 'Small in the picture: less reliable',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms a face`,
  consentContinue: 'Continue',
  classifierNotice: 'Reads expressions, not feelings. Pictures stay on this device.',
};

/** The words of {@link ClassifierMessages} in English. */
export const classifierMessages: ClassifierMessages = /* @__PURE__ */ joinMessages(commonMessages, cameraMessages, own);
