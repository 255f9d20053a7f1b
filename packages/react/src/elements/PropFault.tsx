import { type ForwardedRef, useEffect, type ReactElement } from 'react';
import { Figure } from './Figure';

interface PropFaultProps {
  /** Name of the component. */
  readonly name: string;
  /** Name of the component in its CSS class. */
  readonly kind: string;
  readonly message: string;
  readonly className: string | undefined;
  readonly figureRef: ForwardedRef<HTMLElement>;
}

/** Tells in the place of a component which of its props is wrong; in the console too, where developers look. */
export function PropFault({ name, kind, message, className, figureRef }: PropFaultProps): ReactElement {
  useEffect(() => {
    console.error(message);
  }, [message]);
  return (
    <Figure kind={kind} name={name} className={className} ref={figureRef}>
      <div className="ferkit-error">
        <p role="alert">{message}</p>
      </div>
    </Figure>
  );
}
