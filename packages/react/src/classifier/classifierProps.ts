import { findFault } from '../elements/checkProps';
import {
  callbackRule,
  flagRule,
  isRecord,
  listOf,
  nodeRule,
  nullable,
  numberFrom,
  oneOf,
  optional,
  positiveRule,
  type PropRule,
  rule,
  shape,
  webcamRules,
  wholeFrom,
  workerRule,
} from '../elements/propRules';
import { classifierMessages } from '../messages/classifierMessages';

const isChoice = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null);

const sourceRule = oneOf('file', 'url', 'webcam');
const isPicture = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && !Array.isArray(value));

/** Rules of the props of `<EmotionClassifier>`. `createClassifier` checks the contents of models, backends and detectors. */
const rules: Readonly<Record<string, PropRule>> = {
  classifier: optional(rule('a classifier', (value) => isRecord(value) && typeof value.classify === 'function')),
  model: optional(rule('a model, or its path, URL or files', isChoice)),
  backend: optional(rule('the name of a backend, or a list of them', isChoice)),
  faces: optional(rule('"auto", false or a face detector', (value) => value === false || isChoice(value))),
  temperature: optional(positiveRule),
  threshold: optional(numberFrom(0, 1)),
  worker: optional(workerRule),
  eager: optional(flagRule),
  smoothing: optional(rule('a number from 0 to below 1', (value) => numberFrom(0, 1).accepts(value) && value !== 1)),
  framesPerSecond: optional(positiveRule),
  onReady: optional(callbackRule),
  onResult: optional(callbackRule),
  onError: optional(callbackRule),
  sources: optional(listOf('a list of "file", "url" and "webcam"', sourceRule)),
  source: optional(sourceRule),
  input: nullable(rule('a picture, or a video or canvas element', isPicture)),
  camera: optional(shape('options of useWebcam', webcamRules)),
  mirror: optional(flagRule),
  topK: optional(wholeFrom(1)),
  timeline: optional(flagRule),
  film: optional(rule('options of classifyVideo', isRecord)),
  consent: nodeRule,
  notice: nodeRule,
};

/** Finds a wrong prop of `<EmotionClassifier>`. */
export const findPropFault = (props: object): Error | undefined =>
  findFault('<EmotionClassifier>', props as Readonly<Record<string, unknown>>, rules, classifierMessages);
