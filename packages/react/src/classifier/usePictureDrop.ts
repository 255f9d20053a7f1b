import { useState, type DragEvent, type DragEventHandler } from 'react';

/** Where pictures can be dropped. */
export interface DropTarget {
  /** Whether something that can be dropped is held over it. */
  readonly isOver: boolean;
  readonly handlers: {
    readonly onDragOver: DragEventHandler;
    readonly onDragLeave: DragEventHandler;
    readonly onDrop: DragEventHandler;
  };
}

/** The pictures among what is dropped or pasted. */
export const picturesOf = (data: DataTransfer | null): readonly File[] =>
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
