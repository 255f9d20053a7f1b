import type { ReactElement, ReactNode } from 'react';

interface FileButtonProps {
  /** Called with what was chosen, which is never nothing. */
  readonly onChoose: (...files: [File, ...File[]]) => void;
  /** Whether several may be chosen at once. */
  readonly isMultiple?: boolean;
  readonly isPrimary?: boolean;
  readonly children: ReactNode;
}

/** Opens the browser's own dialogue for files. */
export function FileButton({ onChoose, isMultiple, isPrimary, children }: FileButtonProps): ReactElement {
  return (
    <label className="ferkit-button" data-primary={isPrimary ? '' : undefined}>
      <input
        type="file"
        accept="image/png,image/jpeg,image/webp"
        multiple={isMultiple}
        className="ferkit-hidden"
        onChange={({ target }) => {
          const [file, ...others] = target.files ?? [];
          // The same file may be chosen again.
          target.value = '';
          if (file !== undefined) onChoose(file, ...others);
        }}
      />
      {children}
    </label>
  );
}
