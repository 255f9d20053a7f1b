import { type ErrorCode, type ErrorDetails, FerError, isFerError, type Problem } from './errors';

interface SerializedParts {
  readonly stack?: string;
  readonly cause?: SerializedError;
}

/** An error as a message between threads, which loses classes and symbols. */
export type SerializedError = SerializedParts &
  (
    | { readonly code: ErrorCode; readonly details: Problem & ErrorDetails[ErrorCode] }
    | { readonly code: null; readonly name: string; readonly message: string }
  );

/** Longest chain of causes that is sent: an error may be its own cause. */
const MOST_CAUSES = 5;

/** Converts an error to a message for another thread, with its causes. */
export function serializeError(error: unknown, mostCauses = MOST_CAUSES): SerializedError {
  if (!(error instanceof Error)) return { code: null, name: 'Error', message: String(error) };
  const { cause, stack } = error;
  const parts = {
    ...(stack === undefined ? {} : { stack }),
    ...(cause == null || mostCauses === 0 ? {} : { cause: serializeError(cause, mostCauses - 1) }),
  };
  if (isFerError(error)) return { code: error.code, details: error.details, ...parts };
  return { code: null, name: error.name, message: error.message, ...parts };
}

/** True for the message of an error. */
export function isSerializedError(value: unknown): value is SerializedError {
  if (typeof value !== 'object' || value === null || !('code' in value)) return false;
  if ('cause' in value && !isSerializedError(value.cause)) return false;
  if (value.code === null) return 'message' in value && typeof value.message === 'string';
  if (typeof value.code !== 'string' || !('details' in value)) return false;
  const { details } = value;
  return typeof details === 'object' && details !== null && 'failed' in details && typeof details.failed === 'string';
}

/** Restores the error: same class, code, details and causes, with its original stack. */
export function reviveError(sent: SerializedError): Error {
  const options = sent.cause === undefined ? undefined : { cause: reviveError(sent.cause) };
  const error = sent.code === null ? new Error(sent.message, options) : new FerError(sent.code, sent.details, options);
  if (sent.code === null) error.name = sent.name;
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}
