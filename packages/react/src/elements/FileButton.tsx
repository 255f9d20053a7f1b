import type { ReactElement, ReactNode } from 'react';

interface FileButtonProps {
  /** Called with the chosen files, at least one. */
  readonly onChoose: (...files: [File, ...File[]]) => void;
  /** Allows to choose several files at once. @default false */
  readonly isMultiple?: boolean;
  /** Emphasises the button. @default false */
  readonly isPrimary?: boolean;
  readonly children: ReactNode;
}

/** A button that opens the browser's file dialog for pictures. */
export function FileButton({ onChoose, isMultiple, isPrimary, children }: FileButtonProps): ReactElement {
  return (
    <label className="ferkit-button" data-primary={isPrimary ? '' : undefined}>
      <input
        type="file"
        // Some systems know no type of the newer formats.
        accept="image/*,.avif,.heic,.heif,.jxl,.webp"
        multiple={isMultiple}
        className="ferkit-hidden"
        onChange={({ target }) => {
          const [file, ...rest] = target.files ?? [];
          // Reset, so that choosing the same file again fires an event.
          target.value = '';
          if (file !== undefined) onChoose(file, ...rest);
        }}
      />
      {children}
    </label>
  );
}
