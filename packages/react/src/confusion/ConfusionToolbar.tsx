import type { ReactElement } from 'react';
import { Choice } from '../elements/Choice';
import { SaveButtons } from '../elements/SaveButtons';
import type { Theme } from '../elements/saveFile';
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
  const save = async (format: string, theme: Theme): Promise<void> => {
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
      <SaveButtons formats={['CSV', 'SVG', 'PNG']} onSave={save} messages={messages} />
    </div>
  );
}
