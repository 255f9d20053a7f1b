import type { ErrorCode } from '@ferkit/core';
import type { Rule } from '#core/options';

/** A positional argument of a door. */
export interface Argument {
  readonly name: string;
  readonly valid: unknown;
  /** True for values of the common list of wrong values that are right here. */
  readonly accepts?: (value: unknown) => boolean;
  /** Codes besides OPTION_INVALID, for values that look right and are not there. */
  readonly codes?: readonly ErrorCode[];
  /** Names besides its own that an error about it may give: its fields and elements, and arguments that it must fit. */
  readonly others?: readonly string[];
  /** Wrong values of this argument alone: wrong lengths, disposed objects. */
  readonly wrong?: readonly unknown[];
}

/** A public function, constructor or method. */
export interface Door {
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly args: readonly Argument[];
  /** The table of the options, which are the last argument. */
  readonly table?: Readonly<Record<string, Rule>>;
  /** Options that the call cannot do without. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options whose rule accepts everything, because a later part checks them: the values of the common list that are right. */
  readonly accepts?: Readonly<Record<string, (value: unknown) => boolean>>;
  /** False for a valid call that takes long or that Node cannot make. */
  readonly runs?: boolean;
}

export const isText = (value: unknown): boolean => typeof value === 'string';
/** Names of backends; the worker, which knows its backends, checks them. */
export const isBackendName = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isBackendName) : isText(value) && value !== '';
/** A path, or name of a file or folder: any text that is not blank. */
export const isPath = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isWhole =
  (from: number, to = Infinity) =>
  (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
export const isOptional = (value: unknown): boolean => value === undefined;
/** Abstract iterables and bytes are sources of bytes. */
export const unreadable: readonly ErrorCode[] = [
  'SOURCE_UNREADABLE',
  'IMAGE_UNREADABLE',
  'DATASET_MALFORMED',
  'DATASET_EMPTY',
];
export const modelUnreadable: readonly ErrorCode[] = ['SOURCE_UNREADABLE', 'MODEL_CORRUPT', 'MODEL_INCOMPATIBLE'];

/** True for an object without fields, which options may be. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === 0;
}
