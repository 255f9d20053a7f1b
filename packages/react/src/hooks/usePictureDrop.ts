import { type DragEvent, type DragEventHandler, type RefObject, useEffect, useState } from 'react';
import { useLatest } from './useLatest';

/** Where pictures can be dropped. */
interface DropTarget {
  /** Whether something that can be dropped is held over it. */
  readonly isOver: boolean;
  readonly handlers: {
    readonly onDragOver: DragEventHandler;
    readonly onDragLeave: DragEventHandler;
    readonly onDrop: DragEventHandler;
  };
}

/** The pictures among what is dropped or pasted. */
const picturesOf = (data: DataTransfer | null): readonly File[] =>
  [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'));

/**
 * Takes pictures that are dropped on an element.
 * @param onPictures - undefined takes none
 */
export function usePictureDrop(onPictures: ((files: readonly File[]) => void) | undefined): DropTarget {
  const [isOver, setOver] = useState(false);
  const isOn = onPictures !== undefined;
  return {
    isOver: isOver && isOn,
    handlers: {
      onDragOver: (event) => {
        if (!isOn || !event.dataTransfer.types.includes('Files')) return;
        // Says that it may be dropped here; the browser would open it instead of the page.
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event) => {
        setOver(false);
        const files = picturesOf(event.dataTransfer);
        if (!isOn || files.length === 0) return;
        event.preventDefault();
        onPictures(files);
      },
    },
  };
}

/**
 * Takes pictures that are dropped on an element, or pasted while it, or nothing else on the page, has the focus.
 * @param onPicture - undefined takes none
 */
export function useDroppedPicture(
  element: RefObject<HTMLElement | null>,
  onPicture: ((file: File) => void) | undefined,
): DropTarget {
  const latest = useLatest(onPicture);
  const isOn = onPicture !== undefined;

  useEffect(() => {
    if (!isOn) return;
    const onPaste = (event: ClipboardEvent): void => {
      const focused = document.activeElement;
      const isOurs = focused === null || focused === document.body || element.current?.contains(focused) === true;
      const [file] = picturesOf(event.clipboardData);
      // Of several on a page the first takes it.
      if (!isOurs || file === undefined || event.defaultPrevented) return;
      event.preventDefault();
      latest.current?.(file);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [isOn, element, latest]);

  return usePictureDrop(onPicture && (([file]) => onPicture(file!)));
}
