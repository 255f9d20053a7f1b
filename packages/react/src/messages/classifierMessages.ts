import { cameraMessages, type CameraMessages } from './cameraMessages';
import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';

/** Texts of `<EmotionClassifier>`. */
export interface ClassifierMessages extends CommonMessages, CameraMessages {
  readonly emotionClassifier: string;
  readonly source: string;
  readonly sourceFile: string;
  readonly sourceUrl: string;
  readonly sourceWebcam: string;
  readonly choosePicture: string;
  readonly chooseAnother: string;
  readonly choosePictureOrFilm: string;
  readonly chooseAnotherFile: string;
  readonly dropHint: string;
  readonly address: string;
  readonly openAddress: string;
  readonly picture: string;
  readonly waitingForPicture: string;
  /** Before anything is known of what is to be loaded. */
  readonly loading: string;
  /** Engine, model and detector, which the browser keeps. */
  readonly loadingOnce: (values: { total: string }) => string;
  /** Drawn beside the phase of loading, and not announced. */
  readonly loadedSoFar: (values: { loaded: string; total: string }) => string;
  /** A model from an address of its own. */
  readonly loadingModel: (values: { total: string }) => string;
  readonly loadingEngine: string;
  readonly loadingDetector: string;
  readonly warmingUp: string;
  readonly looking: string;
  readonly noFace: string;
  readonly noFaceHint: string;
  readonly facesFound: (values: { count: string; faces: readonly string[] }) => string;
  /** Several faces, by the numbers of their labels. */
  readonly groupFound: (values: { number: number; count: string; labels: readonly string[] }) => string;
  /** A label, null for uncertain faces, and the number of its faces. */
  readonly labelCount: (values: { label: string | null; count: string }) => string;
  /** One face, for screen readers. */
  readonly faceIs: (values: { label: string; score: string }) => string;
  readonly mostLikely: (values: { label: string; score: string }) => string;
  readonly smallFace: string;
  /** A photo whose camera was turned, and the degrees by which it was turned back, clockwise. */
  readonly turnedPicture: (values: { degrees: string }) => string;
  readonly uprightFace: string;
  readonly stretchedFace: string;
  /** Backend and time per face. */
  readonly ranOn: (values: { backend: string; milliseconds: string }) => string;
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
  choosePictureOrFilm: 'Choose a picture or film',
  chooseAnotherFile: 'Another file',
  dropHint: 'or drop or paste one here',
  address: 'Address of a picture',
  openAddress: 'Open',
  picture: 'Picture',
  waitingForPicture: 'Faces and their expressions appear here.',
  loading: 'Loading …',
  loadingOnce: ({ total }) => `Loading ${total}, once`,
  loadedSoFar: ({ loaded, total }) => `${loaded} of ${total}`,
  loadingModel: ({ total }) => `Loading the model: ${total}`,
  loadingEngine: 'Starting the engine …',
  loadingDetector: 'Loading the face detector …',
  warmingUp: 'Warming up …',
  looking: 'Looking for faces …',
  noFace: 'No face found',
  noFaceHint: 'A face should be seen from the front, well lit, and not too small.',
  facesFound: ({ count, faces }) => `${count} ${faces.length === 1 ? 'face' : 'faces'}: ${faces.join('; ')}`,
  groupFound: ({ number, count, labels }) => `${count} ${number === 1 ? 'face' : 'faces'}: ${labels.join(', ')}`,
  labelCount: ({ label, count }) => `${count} ${label ?? 'uncertain'}`,
  faceIs: ({ label, score }) => `${label}, ${score}`,
  mostLikely: ({ label, score }) => `Closest: ${label}, ${score}`,
  smallFace: 'Small in the picture: less reliable',
  turnedPicture: ({ degrees }) => `Turned photo, read upright (${degrees}° clockwise)`,
  uprightFace: 'Tilted head, read upright',
  stretchedFace: 'Dark or pale, read with more contrast',
  ranOn: ({ backend, milliseconds }) => `${backend}, ${milliseconds} ms per face`,
  consentContinue: 'Continue',
  classifierNotice: 'Reads expressions, not feelings. Pictures stay on this device.',
};

/** English {@link ClassifierMessages}. */
export const classifierMessages: ClassifierMessages = /* @__PURE__ */ joinMessages(commonMessages, cameraMessages, own);
