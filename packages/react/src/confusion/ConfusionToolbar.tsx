import type { ReactElement } from 'react';
import { Choice } from '../elements/Choice';
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
  const save = async (format: string, button: Element): Promise<void> => {
    // Saved pictures have the theme of the page.
    const theme = getComputedStyle(button).colorScheme === 'dark' ? 'dark' : 'light';
    // Imported on demand: most visitors never save.
    const { saveConfusion } = await import('./saveConfusion');
    await saveConfusion(view, format, theme, messages);
  };
  return (
    <div className="ferkit-tools">
      <Choice<Normalize>
        name={messages.normalize}
        choices={[
          ['true', messages.normalizeTruth],
          ['predicted', messages.normalizePredicted],
          ['all', messages.normalizeAll],
          [false, messages.normalizeNone],
        ]}
        value={options.normalize}
        onChoose={(normalize) => onChange({ normalize })}
      />
      <Choice<ConfusionSort>
        name={messages.sort}
        choices={[
          ['given', messages.sortGiven],
          ['label', messages.sortLabel],
          ['recall', messages.sortRecall],
          ['support', messages.sortSupport],
        ]}
        value={options.sort}
        onChoose={(sort) => onChange({ sort })}
      />
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
