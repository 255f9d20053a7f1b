import { isFerError, type ErrorCode } from '@ferkit/core/metrics';
import type { Messages } from '../messages/Messages';

const kinds: Partial<Record<ErrorCode, 'errorPicture' | 'errorAddress' | 'errorBackend' | 'errorModel'>> = {
  IMAGE_UNREADABLE: 'errorPicture',
  SOURCE_UNREADABLE: 'errorAddress',
  BACKEND_UNAVAILABLE: 'errorBackend',
  BACKEND_UNSOUND: 'errorBackend',
  MODEL_CORRUPT: 'errorModel',
  MODEL_INCOMPATIBLE: 'errorModel',
};

/** What a visitor is told of an error. Its own message is for developers. */
export function describeError(error: Error, messages: Messages): string {
  if (isFerError(error, 'CAMERA_UNAVAILABLE')) return messages.errorCamera(error.details.reason);
  const kind = isFerError(error) ? kinds[error.code] : undefined;
  return messages[kind ?? 'errorOther'];
}
