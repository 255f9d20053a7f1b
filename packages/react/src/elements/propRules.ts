import { isValidElement } from 'react';

/** A test of one prop, and the words that complete "expected ..." in the error. */
export interface PropRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

type Fields = Readonly<Record<string, PropRule>>;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/* @__NO_SIDE_EFFECTS__ */
export function rule(expected: string, accepts: (value: unknown) => boolean): PropRule {
  return { expected, accepts };
}

/** Also accepts undefined. */
/* @__NO_SIDE_EFFECTS__ */
export function optional({ expected, accepts }: PropRule): PropRule {
  return rule(expected, (value) => value === undefined || accepts(value));
}

/** Also accepts null and undefined. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable({ expected, accepts }: PropRule): PropRule {
  return rule(`${expected}, or null`, (value) => value === undefined || value === null || accepts(value));
}

/* @__NO_SIDE_EFFECTS__ */
export function oneOf(...values: readonly (string | boolean)[]): PropRule {
  return rule(values.map((value) => JSON.stringify(value)).join(' or '), (value) => values.includes(value as string));
}

/* @__NO_SIDE_EFFECTS__ */
export function listOf(expected: string, item: PropRule): PropRule {
  return rule(expected, (value) => Array.isArray(value) && value.every(item.accepts));
}

/** Accepts objects whose fields fit; others are ignored. */
/* @__NO_SIDE_EFFECTS__ */
export function shape(expected: string, fields: Fields): PropRule {
  return rule(
    expected,
    (value) => isRecord(value) && Object.entries(fields).every(([name, field]) => field.accepts(value[name])),
  );
}

/* @__NO_SIDE_EFFECTS__ */
export function numberFrom(from: number, to = Infinity): PropRule {
  return rule(
    to === Infinity ? `a number of at least ${from}` : `a number from ${from} to ${to}`,
    (value) => Number.isFinite(value) && (value as number) >= from && (value as number) <= to,
  );
}

/* @__NO_SIDE_EFFECTS__ */
export function wholeFrom(from: number): PropRule {
  return rule(
    `a whole number of at least ${from}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= from,
  );
}

export const textRule = /* @__PURE__ */ rule('text', (value) => typeof value === 'string');
export const flagRule = /* @__PURE__ */ rule('true or false', (value) => typeof value === 'boolean');
/** Rule of `worker`, of classifiers and training. */
export const workerRule = /* @__PURE__ */ rule(
  'true, false, or a function that starts a worker',
  (value) => typeof value === 'boolean' || typeof value === 'function',
);
/** Also NaN, as the loss of a diverged run. */
export const anyNumberRule = /* @__PURE__ */ rule('a number', (value) => typeof value === 'number');
export const callbackRule = /* @__PURE__ */ rule('a function', (value) => typeof value === 'function');
export const positiveRule = /* @__PURE__ */ rule(
  'a number above 0',
  (value) => Number.isFinite(value) && (value as number) > 0,
);
export const objectRule = /* @__PURE__ */ rule('an object', isRecord);
export const namesRule = /* @__PURE__ */ listOf('a list of names', textRule);

/** Rules of the options of `useWebcam`. */
export const webcamRules: Fields = {
  facingMode: /* @__PURE__ */ optional(/* @__PURE__ */ oneOf('user', 'environment')),
  deviceId: /* @__PURE__ */ optional(textRule),
  width: /* @__PURE__ */ optional(/* @__PURE__ */ numberFrom(1)),
  height: /* @__PURE__ */ optional(/* @__PURE__ */ numberFrom(1)),
};

/** Content that React can render. */
export const nodeRule = /* @__PURE__ */ rule(
  'content that React can render',
  (value) => typeof value !== 'object' || value === null || Array.isArray(value) || isValidElement(value),
);

export const countsText =
  'an evaluation report, or { labels, counts } with a row and a column of counts for each label';

/** Confusion counts. */
export const countsRule = /* @__PURE__ */ rule(countsText, (value) => {
  if (!isRecord(value)) return false;
  const { labels, counts } = value;
  if (!namesRule.accepts(labels) || !Array.isArray(counts)) return false;
  const size = (labels as readonly string[]).length;
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) && row.length === size && row.every((count) => Number.isFinite(count) && count >= 0);
  return counts.length === size && counts.every(isRow);
});

/** Grey pixels, row by row. */
export const faceRule = /* @__PURE__ */ rule(
  '{ pixels, width, height } with width x height grey values',
  (value) => isRecord(value) && hasPixels(value.pixels, value.width, value.height),
);

/** True for a list of width x height numbers. */
export function hasPixels(list: unknown, width: unknown, height: unknown): boolean {
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height)) return false;
  const size = (width as number) * (height as number);
  const isList = Array.isArray(list) || ArrayBuffer.isView(list);
  return size > 0 && isList && (list as unknown as ArrayLike<number>).length === size;
}
