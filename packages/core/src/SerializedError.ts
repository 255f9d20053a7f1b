import { type ErrorCode, type ErrorDetails, FerError, isFerError, type Problem } from './errors';

/** An error as a message between threads, which loses classes and symbols. */
export type SerializedError =
  | { readonly code: ErrorCode; readonly details: Problem & ErrorDetails[ErrorCode]; readonly stack?: string }
  | { readonly code: null; readonly name: string; readonly message: string; readonly stack?: string };

/** Converts an error to a message for another thread. */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { code: null, name: 'Error', message: String(error) };
  const stack = error.stack === undefined ? {} : { stack: error.stack };
  if (isFerError(error)) return { code: error.code, details: error.details, ...stack };
  return { code: null, name: error.name, message: error.message, ...stack };
}

/** True for the message of an error. */
export function isSerializedError(value: unknown): value is SerializedError {
  if (typeof value !== 'object' || value === null || !('code' in value)) return false;
  if (value.code === null) return 'message' in value && typeof value.message === 'string';
  if (typeof value.code !== 'string' || !('details' in value)) return false;
  const { details } = value;
  return typeof details === 'object' && details !== null && 'failed' in details && typeof details.failed === 'string';
}

/** Restores the error: same class, code and details, with its original stack. */
export function reviveError(sent: SerializedError): Error {
  const error = sent.code === null ? new Error(sent.message) : new FerError(sent.code, sent.details);
  if (sent.code === null) error.name = sent.name;
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}
