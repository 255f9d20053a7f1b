import { type ErrorCode, isFerError } from '@ferkit/core/metrics';
import type { ReactElement } from 'react';
import type { ErrorMessages, FailureMessages } from '../messages/errorMessages';

interface ErrorNoticeProps {
  readonly error: Error;
  /** Undefined leaves the retry button out. */
  readonly onRetry?: (() => void) | undefined;
  readonly messages: ErrorMessages;
}

/** An error in plain words for visitors, with the message for developers in a closed `<details>`. */
export function ErrorNotice(props: ErrorNoticeProps): ReactElement {
  return <FailureNotice {...props} text={describeError(props.error, props.messages)} />;
}

interface FailureNoticeProps extends Omit<ErrorNoticeProps, 'messages'> {
  /** For visitors. @default that something went wrong */
  readonly text?: string;
  readonly messages: FailureMessages;
}

/** An error that is none of ferkit's own, such as of code that does not load: with few texts, because every page has them. */
export function FailureNotice({ error, text, onRetry, messages }: FailureNoticeProps): ReactElement {
  return (
    <div className="ferkit-error">
      <p role="alert">{text ?? messages.errorOther}</p>
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

type MessageKey = Exclude<Extract<keyof ErrorMessages, `error${string}`>, 'errorCamera'>;

const messageKeys: Partial<Record<ErrorCode, MessageKey>> = {
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

/** The text for visitors; an error's own message is for developers. */
function describeError(error: Error, messages: ErrorMessages): string {
  if (isFerError(error, 'CAMERA_UNAVAILABLE')) return messages.errorCamera(error.details.reason);
  if (isOwnPart(error)) return messages.errorDownload;
  const key = isFerError(error) ? messageKeys[error.code] : undefined;
  return messages[key ?? 'errorOther'];
}

/** True for a part of the page's own code that could not be loaded: of ferkit, or a chunk that a bundler made. */
export const isOwnPart = (error: unknown): boolean =>
  isFerError(error, 'SOURCE_UNREADABLE')
    ? error.details.isOwnPart === true
    : /dynamically imported|module script|loading chunk/i.test(String(error));
