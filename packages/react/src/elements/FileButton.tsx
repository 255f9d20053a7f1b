import type { ReactElement, ReactNode } from 'react';

interface FileButtonProps {
  /** Called with the chosen files, at least one. */
  readonly onChoose: (...files: [File, ...File[]]) => void;
  /** Allows to choose several files at once. @default false */
  readonly isMultiple?: boolean;
  /** Emphasises the button. @default false */
  readonly isPrimary?: boolean;
  /** Files that the dialog offers. @default pictures */
  readonly accept?: string;
  readonly children: ReactNode;
}

/** Pictures in a file dialog. Some systems know no type of the newer formats. */
export const PICTURES = 'image/*,.avif,.heic,.heif,.jxl,.webp';

/** A button that opens the browser's file dialog. */
export function FileButton({
  onChoose,
  isMultiple,
  isPrimary,
  accept = PICTURES,
  children,
}: FileButtonProps): ReactElement {
  return (
    <label className="ferkit-button" data-primary={isPrimary ? '' : undefined} data-fill={isPrimary ? '' : undefined}>
      <input
        type="file"
        accept={accept}
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
