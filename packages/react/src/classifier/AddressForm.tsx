import { type ReactElement, useId } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';

interface AddressFormProps {
  readonly onChoose: (address: string) => void;
  readonly messages: ClassifierMessages;
}

/** Form for the address of a picture. It stays while a picture is shown, for the next one. */
export function AddressForm({ onChoose, messages }: AddressFormProps): ReactElement {
  const id = useId();
  return (
    <form
      className="ferkit-address"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(completeAddress(event.currentTarget.querySelector('input')!.value));
      }}
    >
      <label htmlFor={id}>{messages.address}</label>
      {/* Not of the type url, which refuses addresses without a scheme. */}
      <input
        id={id}
        name="address"
        inputMode="url"
        autoComplete="url"
        spellCheck={false}
        required
        placeholder="https://"
      />
      <button type="submit" data-primary="" data-fill="">
        {messages.openAddress}
      </button>
    </form>
  );
}

/** Adds the scheme that visitors leave out. What stands before a port, as in localhost:3000, is no scheme. */
function completeAddress(text: string): string {
  const address = text.trim();
  return /^[a-z][a-z\d+.-]*:(?!\d)/i.test(address) ? address : `https://${address.replace(/^\/\//, '')}`;
}
