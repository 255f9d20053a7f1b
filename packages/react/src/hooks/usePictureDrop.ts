import { type DragEvent, type DragEventHandler, type RefObject, useEffect, useState } from 'react';
import type { DroppedPicture } from './readDrop';
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

const isPicture = (picture: DroppedPicture): boolean =>
  typeof picture === 'string' || picture.type.startsWith('image/');

/** True for drags of files, and of pictures and links of pages. */
const isWanted = (types: readonly string[]): boolean => types.includes('Files') || types.includes('text/uri-list');

/**
 * Accepts files, the files of folders, and pictures of pages that are dropped on an element.
 * @param onPictures - undefined accepts none
 */
export function usePictureDrop(onPictures: ((pictures: readonly DroppedPicture[]) => void) | undefined): DropTarget {
  const [isDraggedOver, setDraggedOver] = useState(false);
  const isEnabled = onPictures !== undefined;
  return {
    isDraggedOver: isDraggedOver && isEnabled,
    handlers: {
      onDragOver: (event) => {
        if (!isEnabled || !isWanted(event.dataTransfer.types)) return;
        // Accepts the drop: by default the browser would open the file in place of the page.
        event.preventDefault();
        setDraggedOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDraggedOver(false);
      },
      onDrop: (event) => {
        const { files, items, types } = event.dataTransfer;
        setDraggedOver(false);
        if (!isEnabled || !isWanted(types)) return;
        // Files that are no pictures too: the component says so, and the browser does not open them in place of the page.
        event.preventDefault();
        // Data can only be read during the event.
        const entries = [...items].map((item) => item.webkitGetAsEntry());
        if (files.length > 0 && !entries.some((entry) => entry?.isDirectory)) {
          onPictures([...files]);
          return;
        }
        const [list, html] = ['text/uri-list', 'text/html'].map((type) => event.dataTransfer.getData(type));
        const others = [...files];
        void import('./readDrop')
          .then(({ readDrop }) => readDrop({ files: others, entries, list: list!, html: html! }))
          // A folder that cannot be read is passed on as it is, so that reading it fails where failures are shown.
          .catch(() => others)
          .then((found) => found.length > 0 && onPictures(found));
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
  onPicture: ((picture: DroppedPicture) => void) | undefined,
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
