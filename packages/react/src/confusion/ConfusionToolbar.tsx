import type { ReactElement } from 'react';
import type { ConfusionMessages } from '../messages/confusionMessages';
import type { ConfusionOptions, ConfusionSort, ConfusionView, Normalize } from './ConfusionView';

interface ConfusionToolbarProps {
  readonly view: ConfusionView;
  readonly options: Pick<ConfusionOptions, 'normalize' | 'sort' | 'hideDiagonal'>;
  readonly onChange: (changed: Partial<ConfusionOptions>) => void;
  readonly messages: ConfusionMessages;
}

/** What a visitor can change of a confusion matrix, and save. */
export function ConfusionToolbar({ view, options, onChange, messages }: ConfusionToolbarProps): ReactElement {
  const normalizations: Record<Normalize, string> = {
    true: messages.normalizeTruth,
    predicted: messages.normalizePredicted,
    all: messages.normalizeAll,
    none: messages.normalizeNone,
  };
  const sorts: Record<ConfusionSort, string> = {
    given: messages.sortGiven,
    label: messages.sortLabel,
    recall: messages.sortRecall,
    support: messages.sortSupport,
  };
  const save = async (format: string, button: Element): Promise<void> => {
    // The picture looks as the page does.
    const theme = getComputedStyle(button).colorScheme === 'dark' ? 'dark' : 'light';
    // Loaded when it is needed: most pages never save anything.
    const { saveConfusion } = await import('./saveConfusion');
    await saveConfusion(view, format, theme, messages);
  };
  return (
    <div className="ferkit-tools">
      {choose(messages.normalize, normalizations, options.normalize, (normalize) => onChange({ normalize }))}
      {choose(messages.sort, sorts, options.sort, (sort) => onChange({ sort }))}
      <label>
        <input
          type="checkbox"
          checked={options.hideDiagonal}
          onChange={(event) => onChange({ hideDiagonal: event.target.checked })}
        />
        {messages.hideDiagonal}
      </label>
      <span className="ferkit-group">
        {['CSV', 'SVG', 'PNG'].map((format) => (
          <button
            key={format}
            type="button"
            aria-label={messages.exportAs(format)}
            onClick={(event) => void save(format, event.currentTarget)}
          >
            {format}
          </button>
        ))}
      </span>
    </div>
  );
}

function choose<Value extends string>(
  name: string,
  choices: Readonly<Record<Value, string>>,
  value: Value,
  onChoose: (value: Value) => void,
): ReactElement {
  return (
    <label>
      {name}
      <select value={value} onChange={(event) => onChoose(event.target.value as Value)}>
        {Object.entries<string>(choices).map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
