import type { ReactElement } from 'react';
import type { ConfusionMessages } from '../messages/confusionMessages';
import type { ConfusionSort, ConfusionView, Normalize } from './ConfusionView';

/** The options that visitors can change. */
export interface ToolbarOptions {
  readonly normalize: Normalize;
  readonly sort: ConfusionSort;
  readonly hideDiagonal: boolean;
}

interface ConfusionToolbarProps {
  readonly view: ConfusionView;
  readonly options: ToolbarOptions;
  readonly onChange: (change: Partial<ToolbarOptions>) => void;
  readonly messages: ConfusionMessages;
}

/** Controls that change and save a confusion matrix. */
export function ConfusionToolbar({ view, options, onChange, messages }: ConfusionToolbarProps): ReactElement {
  const normalizations: readonly Choice<Normalize>[] = [
    ['true', messages.normalizeTruth],
    ['predicted', messages.normalizePredicted],
    ['all', messages.normalizeAll],
    [false, messages.normalizeNone],
  ];
  const sorts: readonly Choice<ConfusionSort>[] = [
    ['given', messages.sortGiven],
    ['label', messages.sortLabel],
    ['recall', messages.sortRecall],
    ['support', messages.sortSupport],
  ];
  const save = async (format: string, button: Element): Promise<void> => {
    // Saved pictures have the theme of the page.
    const theme = getComputedStyle(button).colorScheme === 'dark' ? 'dark' : 'light';
    // Imported on demand: most visitors never save.
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

type Choice<Value> = readonly [value: Value, text: string];

function choose<Value extends string | false>(
  name: string,
  choices: readonly Choice<Value>[],
  value: Value,
  onChoose: (value: Value) => void,
): ReactElement {
  return (
    <label>
      {name}
      <select
        value={String(value)}
        onChange={(event) => onChoose(choices.find(([choice]) => String(choice) === event.target.value)![0])}
      >
        {choices.map(([choice, text]) => (
          <option key={text} value={String(choice)}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
