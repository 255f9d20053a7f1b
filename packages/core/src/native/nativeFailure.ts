import { FerError, type ErrorDetails, type Problem } from '../errors';

/** What stands in the way of an installation. */
export type NativeObstacle = ErrorDetails['NATIVE_INSTALL_FAILED']['reason'];

/** The error of an installation that cannot go on. */
export function nativeFailure(
  reason: NativeObstacle,
  problem: Problem,
  cause?: unknown,
): FerError<'NATIVE_INSTALL_FAILED'> {
  return new FerError('NATIVE_INSTALL_FAILED', { ...problem, reason }, cause === undefined ? undefined : { cause });
}
