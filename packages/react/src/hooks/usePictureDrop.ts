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

/** A dropped or pasted picture: a file, or the address of a picture of another page. */
export type DroppedPicture = File | string;

const isPicture = (picture: DroppedPicture): boolean =>
  typeof picture === 'string' || picture.type.startsWith('image/');

/** The address of a picture that is dragged from a page, as a link or not; undefined for other data. */
function addressOf(data: DataTransfer): string | undefined {
  const html = data.getData('text/html');
  // Parsed without running scripts or loading anything.
  const image = html === '' ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('img');
  const listed = data.getData('text/uri-list').split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#')); // prettier-ignore
  const address = image?.getAttribute('src') ?? listed ?? '';
  return /^(https?|data|blob):/i.test(address) ? address : undefined;
}

/** True for drags of files, and of pictures and links of pages. */
const isWanted = ({ types }: DataTransfer): boolean => types.includes('Files') || types.includes('text/uri-list');

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
        if (!isEnabled || !isWanted(event.dataTransfer)) return;
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
        if (!isEnabled) return;
        if (files.length === 0) {
          const address = addressOf(event.dataTransfer);
          if (address === undefined) return;
          event.preventDefault();
          onPictures([address]);
          return;
        }
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
