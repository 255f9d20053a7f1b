import type { ReactElement } from 'react';
import type { ChartMessages } from '../messages/chartMessages';
import type { Theme } from './saveFile';

interface SaveButtonsProps {
  /** Such as `CSV`. */
  readonly formats: readonly string[];
  /** Saved pictures have the theme of the page. */
  readonly onSave: (format: string, theme: Theme) => Promise<void>;
  readonly messages: Pick<ChartMessages, 'exportAs'>;
}

/** Buttons that save a chart as a file, one for each format. */
export function SaveButtons({ formats, onSave, messages }: SaveButtonsProps): ReactElement {
  return (
    <span className="ferkit-group">
      {formats.map((format) => (
        <button
          key={format}
          type="button"
          aria-label={messages.exportAs(format)}
          onClick={({ currentTarget }) => {
            void onSave(format, getComputedStyle(currentTarget).colorScheme === 'dark' ? 'dark' : 'light');
          }}
        >
          {format}
        </button>
      ))}
    </span>
  );
}
