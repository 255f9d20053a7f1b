import type { ReactElement, ReactNode } from 'react';

interface FileButtonProps {
  readonly onChoose: (file: File) => void;
  readonly isPrimary?: boolean;
  readonly children: ReactNode;
}

/** Opens the browser's own dialogue for files. */
export function FileButton({ onChoose, isPrimary, children }: FileButtonProps): ReactElement {
  return (
    <label className="ferkit-button" data-primary={isPrimary ? '' : undefined}>
      <input
        type="file"
        accept="image/png,image/jpeg,image/webp"
        className="ferkit-hidden"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file may be chosen again.
          target.value = '';
          if (file !== undefined) onChoose(file);
        }}
      />
      {children}
    </label>
  );
}
