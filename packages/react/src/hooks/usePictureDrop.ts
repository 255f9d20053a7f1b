import { type DragEvent, type DragEventHandler, type RefObject, useEffect, useState } from 'react';
import { useLatest } from './useLatest';

interface DropTarget {
  /** True while files are dragged over the element. */
  readonly isDraggedOver: boolean;
  /** Event handlers of the element. */
  readonly handlers: {
    readonly onDragOver: DragEventHandler;
    readonly onDragLeave: DragEventHandler;
    readonly onDrop: DragEventHandler;
  };
}

const isPicture = ({ type }: File): boolean => type.startsWith('image/');

/**
 * Accepts files, and the files of folders, that are dropped on an element.
 * @param onPictures - undefined accepts none
 */
export function usePictureDrop(onPictures: ((files: readonly File[]) => void) | undefined): DropTarget {
  const [isDraggedOver, setDraggedOver] = useState(false);
  const isEnabled = onPictures !== undefined;
  return {
    isDraggedOver: isDraggedOver && isEnabled,
    handlers: {
      onDragOver: (event) => {
        if (!isEnabled || !event.dataTransfer.types.includes('Files')) return;
        // Accepts the drop: by default the browser would open the file in place of the page.
        event.preventDefault();
        setDraggedOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDraggedOver(false);
      },
      onDrop: (event) => {
        setDraggedOver(false);
        // Files that are no pictures too: the component says so, and the browser does not open them in place of the page.
        const { files, items } = event.dataTransfer;
        if (!isEnabled || files.length === 0) return;
        event.preventDefault();
        const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
        if (!entries.some(({ isDirectory }) => isDirectory)) {
          onPictures([...files]);
          return;
        }
        const take = (found: readonly File[]): void => {
          if (found.length > 0) onPictures(found);
        };
        // A folder that cannot be read is passed on as it is, so that reading it fails where failures are shown.
        import('./readDroppedEntry')
          .then(({ readDroppedEntry }) => Promise.all(entries.map(readDroppedEntry)))
          .then(
            (found) => take(found.flat()),
            () => take([...files]),
          );
      },
    },
  };
}

/**
 * Accepts pictures that are dropped on an element, or pasted while the focus is in it or nowhere.
 * @param onPicture - undefined accepts none
 */
export function useDroppedPicture(
  element: RefObject<HTMLElement | null>,
  onPicture: ((file: File) => void) | undefined,
): DropTarget {
  const latest = useLatest(onPicture);
  const isEnabled = onPicture !== undefined;

  useEffect(() => {
    if (!isEnabled) return;
    const onPaste = (event: ClipboardEvent): void => {
      const focused = document.activeElement;
      const hasFocus = focused === null || focused === document.body || element.current?.contains(focused) === true;
      const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
      // The first of several components on a page handles the event.
      if (!hasFocus || file === undefined || event.defaultPrevented) return;
      event.preventDefault();
      latest.current?.(file);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [isEnabled, element, latest]);

  return usePictureDrop(onPicture && ((files) => onPicture(files.find(isPicture) ?? files[0]!)));
}
