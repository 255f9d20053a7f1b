import { callbackRule, flagRule, isRecord, numberFrom, optional, rule } from '../elements/propRules';

const isChoice = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null);

/** Rules of the options of {@link useEmotionClassifier}. `createClassifier` checks the contents of models, backends and detectors. */
export const classifierProps = {
  classifier: /* @__PURE__ */ optional(
    rule('a classifier', (value) => isRecord(value) && typeof value.classify === 'function'),
  ),
  model: /* @__PURE__ */ optional(rule('a model, or its path, URL or files', isChoice)),
  backend: /* @__PURE__ */ optional(rule('the name of a backend, or a list of them', isChoice)),
  faces: /* @__PURE__ */ optional(
    rule('"auto", false or a face detector', (value) => value === false || isChoice(value)),
  ),
  temperature: /* @__PURE__ */ optional(
    rule('a number above 0', (value) => Number.isFinite(value) && (value as number) > 0),
  ),
  threshold: /* @__PURE__ */ optional(numberFrom(0, 1)),
  worker: /* @__PURE__ */ optional(rule('a function that starts a worker', (value) => callbackRule.accepts(value))),
  eager: /* @__PURE__ */ optional(flagRule),
  smoothing: /* @__PURE__ */ optional(
    rule('a number from 0 to below 1', (value) => numberFrom(0, 1).accepts(value) && value !== 1),
  ),
  framesPerSecond: /* @__PURE__ */ optional(
    rule('a number above 0', (value) => Number.isFinite(value) && (value as number) > 0),
  ),
  onResult: /* @__PURE__ */ optional(callbackRule),
  onError: /* @__PURE__ */ optional(callbackRule),
} as const;
