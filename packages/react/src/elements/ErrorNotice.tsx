import { type ErrorCode, isFerError } from '@ferkit/core/metrics';
import type { ReactElement } from 'react';
import type { ErrorMessages } from '../messages/errorMessages';

interface ErrorNoticeProps {
  readonly error: Error;
  /** Left out where trying again changes nothing. */
  readonly onRetry?: (() => void) | undefined;
  readonly messages: ErrorMessages;
}

/** What went wrong, for the visitor; what the developer wants to know is folded away. */
export function ErrorNotice({ error, onRetry, messages }: ErrorNoticeProps): ReactElement {
  return (
    <div className="ferkit-error">
      <p role="alert">{describeError(error, messages)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {messages.retry}
        </button>
      )}
      <details className="ferkit-data">
        <summary>{messages.errorDetails}</summary>
        <p>{error.message}</p>
      </details>
    </div>
  );
}

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
function describeError(error: Error, messages: ErrorMessages): string {
  if (isFerError(error, 'CAMERA_UNAVAILABLE')) return messages.errorCamera(error.details.reason);
  const kind = isFerError(error) ? kinds[error.code] : undefined;
  return messages[kind ?? 'errorOther'];
}
