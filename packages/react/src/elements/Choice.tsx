import type { ReactElement } from 'react';

interface ChoiceProps<Value> {
  readonly name: string;
  /** The values with their texts. */
  readonly choices: readonly (readonly [value: Value, text: string])[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

/** A named list of which visitors choose one entry. */
export function Choice<Value extends string | false>({
  name,
  choices,
  value,
  onChoose,
}: ChoiceProps<Value>): ReactElement {
  return (
    <label>
      {name}
      <select
        value={String(value)}
        onChange={(event) => onChoose(choices.find(([choice]) => String(choice) === event.target.value)![0])}
      >
        {choices.map(([choice, text]) => (
          <option key={String(choice)} value={String(choice)}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
