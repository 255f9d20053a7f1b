import { callbackRule, isRecord, objectRule, optional, rule, textRule, workerRule } from '../elements/propRules';

/** Rules of the props of {@link TrainingSetup}, and of `options`, whose fields `train` checks. */
export const setupProps = {
  model: /* @__PURE__ */ optional(
    rule('a model, or a function that creates one', (value) => isRecord(value) || typeof value === 'function'),
  ),
  architecture: /* @__PURE__ */ optional(textRule),
  backend: /* @__PURE__ */ optional(
    rule('the name of a backend, or a list of them', (value) => typeof value === 'string' || isObject(value)),
  ),
  options: /* @__PURE__ */ optional(objectRule),
  worker: /* @__PURE__ */ optional(workerRule),
  onFinish: /* @__PURE__ */ optional(callbackRule),
  onError: /* @__PURE__ */ optional(callbackRule),
  onEvent: /* @__PURE__ */ optional(callbackRule),
} as const;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** True for the target of a save button. */
export const isTarget = (value: unknown): boolean => value === false || typeof value === 'string';

const isDataset = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.size === 'number' &&
  Array.isArray(value.labels) &&
  isRecord(value.skipped) &&
  typeof value.splitOf === 'function';

/** True for data that a panel can train on. */
export const isTrainingData = (value: unknown): boolean =>
  isRecord(value) && 'train' in value
    ? isDataset(value.train) && (value.validation === undefined || isDataset(value.validation))
    : isDataset(value);
