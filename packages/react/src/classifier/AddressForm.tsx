import { useId, type ReactElement } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';

interface AddressFormProps {
  readonly onChoose: (address: string) => void;
  readonly messages: ClassifierMessages;
}

/** Asks for the address of a picture; the browser checks that it is one. */
export function AddressForm({ onChoose, messages }: AddressFormProps): ReactElement {
  const id = useId();
  return (
    <form
      className="ferkit-address"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(event.currentTarget.querySelector('input')!.value);
      }}
    >
      <label htmlFor={id}>{messages.address}</label>
      <input id={id} name="address" type="url" required placeholder="https://" />
      <button type="submit" data-primary="">
        {messages.openAddress}
      </button>
    </form>
  );
}
