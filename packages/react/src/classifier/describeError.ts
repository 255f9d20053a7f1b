import { isFerError, type ErrorCode } from '@ferkit/core/metrics';
import type { ErrorMessages } from '../messages/errorMessages';

type Kind = Extract<keyof ErrorMessages, `error${string}`>;

const kinds: Partial<Record<ErrorCode, Exclude<Kind, 'errorCamera'>>> = {
  IMAGE_UNREADABLE: 'errorPicture',
  SOURCE_UNREADABLE: 'errorAddress',
  BACKEND_UNAVAILABLE: 'errorBackend',
  BACKEND_UNSOUND: 'errorBackend',
  MODEL_CORRUPT: 'errorModel',
  MODEL_INCOMPATIBLE: 'errorModel',
  TRAINING_DIVERGED: 'errorDiverged',
  STORAGE_FAILED: 'errorStorage',
  CHECKPOINT_CORRUPT: 'errorCheckpoint',
  CHECKPOINT_INCOMPATIBLE: 'errorCheckpoint',
};

/** What a visitor is told of an error. Its own message is for developers. */
export function describeError(error: Error, messages: ErrorMessages): string {
  if (isFerError(error, 'CAMERA_UNAVAILABLE')) return messages.errorCamera(error.details.reason);
  const kind = isFerError(error) ? kinds[error.code] : undefined;
  return messages[kind ?? 'errorOther'];
}
