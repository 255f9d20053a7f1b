import type { ReactElement, ReactNode } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';

/**
 * Text that visitors agree to, above a button; or a function that renders the whole request and calls `accept` when they
 * agree.
 */
export type Consent = ReactNode | ((accept: () => void) => ReactNode);

interface ConsentGateProps {
  readonly consent: Consent;
  readonly onAccept: () => void;
  readonly messages: ClassifierMessages;
}

/** The request for consent, in place of the picture. */
export function ConsentGate({ consent, onAccept, messages }: ConsentGateProps): ReactElement {
  return (
    <div className="ferkit-consent">
      {typeof consent === 'function' ? (
        consent(onAccept)
      ) : (
        <>
          <div>{consent}</div>
          <button type="button" data-primary="" data-fill="" onClick={onAccept}>
            {messages.consentContinue}
          </button>
        </>
      )}
    </div>
  );
}
