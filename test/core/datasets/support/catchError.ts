import { type ErrorCode, FerError, isFerError } from '@ferkit/core/datasets';

/** The ferkit error of the given code that a call ends with; anything else fails the test. */
export async function catchError<C extends ErrorCode>(code: C, call: () => unknown): Promise<FerError<C>> {
  try {
    await call();
  } catch (error) {
    if (isFerError(error, code)) return error;
    throw error;
  }
  throw new Error(`No ${code} came.`);
}
