import { cameraMessages } from '../messages/cameraMessages';
import { classifierMessages } from '../messages/classifierMessages';
import { commonMessages } from '../messages/commonMessages';
import { findFault } from './checkProps';
import {
  anyNumberRule,
  callbackRule,
  flagRule,
  isRecord,
  listOf,
  namesRule,
  nodeRule,
  nullable,
  numberFrom,
  objectRule,
  optional,
  type PropRule,
  rule,
  shape,
  textRule,
  webcamRules,
  wholeFrom,
} from './propRules';

type Rules = Readonly<Record<string, PropRule>>;

/** A value, or a function of the state that gives it. */
const orFunction = ({ expected, accepts }: PropRule): PropRule =>
  optional(rule(`${expected}, or a function of the state`, (value) => typeof value === 'function' || accepts(value)));

const looks: Rules = { className: orFunction(textRule), style: orFunction(objectRule) };
const content: Rules = { ...looks, children: orFunction(nodeRule) };
const renderedItems: Rules = {
  ...looks,
  children: optional(rule('a function that renders the content of each', callbackRule.accepts)),
};

const scoresRule = listOf(
  'a list of { label, score }, such as the scores of a face',
  shape('a score', { label: textRule, score: anyNumberRule }),
);
const sizeRule = shape('{ width, height } in pixels', { width: numberFrom(1), height: numberFrom(1) });
const pictureRule = rule(
  'an <img>, <video> or <canvas> element',
  (value) => isRecord(value) && ['naturalWidth', 'videoWidth', 'getContext'].some((name) => name in value),
);
const pointRule = shape('a point', { x: anyNumberRule, y: anyNumberRule });
const framed: Rules = {
  frame: nullable(shape('a frame', { center: pointRule, side: anyNumberRule, angle: anyNumberRule })),
  turned: anyNumberRule,
};
const boxRule = shape('a box', { x: anyNumberRule, y: anyNumberRule, width: anyNumberRule, height: anyNumberRule });
const classified: Rules = { label: nullable(textRule), scores: scoresRule };
const faceText = 'a classified face, such as the result of classifier.classify';
const selectionRule = optional(
  shape('the result of useFaceSelection', { select: callbackRule, getHandlers: callbackRule }),
);

const cameraRules: Rules = {
  ...webcamRules,
  autoStart: optional(flagRule),
  mirror: optional(flagRule),
  controls: optional(flagRule),
  onVideo: optional(callbackRule),
  onError: optional(callbackRule),
  ...content,
};

const boxesRules: Rules = {
  faces: listOf('a list of classified faces with their boxes', shape('a face', { ...classified, box: boxRule })),
  size: sizeRule,
  mirror: optional(flagRule),
  selection: selectionRule,
  ...renderedItems,
};

const cardRules: Rules = {
  face: shape(faceText, { ...classified, ...framed }),
  number: optional(wholeFrom(1)),
  labels: optional(namesRule),
  topK: optional(wholeFrom(1)),
  source: nullable(pictureRule),
  size: optional(sizeRule),
  mirror: optional(flagRule),
  live: optional(flagRule),
  compact: optional(flagRule),
  selection: selectionRule,
  ...content,
};

const cropRules: Rules = {
  face: shape(faceText, framed),
  source: pictureRule,
  size: optional(sizeRule),
  mirror: optional(flagRule),
  className: optional(textRule),
};

const barsRules: Rules = {
  scores: scoresRule,
  labels: optional(namesRule),
  topK: optional(wholeFrom(1)),
  live: optional(flagRule),
  ...renderedItems,
};

/** Finds a wrong prop of a part. */
const check = (owner: string, rules: Rules, texts?: object) => (props: object) =>
  findFault(owner, props as Readonly<Record<string, unknown>>, rules, texts);

export const findCameraFault = check('<CameraView>', cameraRules, cameraMessages);
export const findBoxesFault = check('<FaceBoxes>', boxesRules, commonMessages);
export const findCardFault = check('<FaceCard>', cardRules, classifierMessages);
export const findCropFault = check('<FaceCrop>', cropRules);
export const findBarsFault = check('<ScoreBars>', barsRules, commonMessages);
