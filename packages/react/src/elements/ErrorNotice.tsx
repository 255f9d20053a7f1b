import { type ErrorCode, isFerError } from '@ferkit/core/metrics';
import type { ReactElement } from 'react';
import type { ErrorMessages, LoadErrorMessages } from '../messages/errorMessages';

interface LoadErrorNoticeProps {
  readonly error: Error;
  /** Undefined leaves the retry button out. */
  readonly onRetry?: (() => void) | undefined;
  readonly messages: LoadErrorMessages;
  /** The error in words for visitors. @default that a part of the page did not load, or that something went wrong */
  readonly text?: string | undefined;
}

/** An error of loading in plain words for visitors, with the message for developers in a closed `<details>`. */
export function LoadErrorNotice({
  error,
  onRetry,
  messages,
  text = isOwnPart(error) ? messages.errorDownload : messages.errorOther,
}: LoadErrorNoticeProps): ReactElement {
  return (
    <div className="ferkit-error">
      <p role="alert">{text}</p>
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

interface ErrorNoticeProps extends LoadErrorNoticeProps {
  readonly messages: ErrorMessages;
}

/** Any error, as a {@link LoadErrorNotice}. Apart from it, because components that only load parts need no texts of other errors. */
export const ErrorNotice = (props: ErrorNoticeProps): ReactElement => (
  <LoadErrorNotice {...props} text={props.text ?? describeError(props.error, props.messages)} />
);

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
  STORAGE_BUSY: 'errorBusy',
  CHECKPOINT_CORRUPT: 'errorCheckpoint',
  CHECKPOINT_INCOMPATIBLE: 'errorCheckpoint',
};

/** The text for visitors; undefined for a part that did not load and for unknown errors. An error's own message is for developers. */
function describeError(error: Error, messages: ErrorMessages): string | undefined {
  if (!isFerError(error) || isOwnPart(error)) return undefined;
  if (isFerError(error, 'CAMERA_UNAVAILABLE')) return messages.errorCamera(error.details.reason);
  const key = messageKeys[error.code];
  return key && messages[key];
}

/** True for a part of the page's own code that could not be loaded: of ferkit, or a chunk that a bundler made. */
export const isOwnPart = (error: unknown): boolean =>
  isFerError(error, 'SOURCE_UNREADABLE')
    ? error.details.isOwnPart === true
    : /dynamically imported|module script|loading chunk/i.test(String(error));
