import type { ReactElement, ReactNode } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';

/** What visitors agree to: what they read above the button, or all of it, with what to call when they do. */
export type Consent = ReactNode | ((accept: () => void) => ReactNode);

interface ConsentGateProps {
  readonly consent: Consent;
  readonly onAccept: () => void;
  readonly messages: ClassifierMessages;
}

/** Stands where the picture would be, until the visitor agrees. */
export function ConsentGate({ consent, onAccept, messages }: ConsentGateProps): ReactElement {
  return (
    <div className="ferkit-consent">
      {typeof consent === 'function' ? (
        consent(onAccept)
      ) : (
        <>
          <div>{consent}</div>
          <button type="button" data-primary="" onClick={onAccept}>
            {messages.consentContinue}
          </button>
        </>
      )}
    </div>
  );
}
