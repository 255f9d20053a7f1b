import type { ReactElement } from 'react';
import type { ErrorMessages } from '../messages/errorMessages';
import { describeError } from './describeError';

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
