import { useEffect, type RefObject } from 'react';
import { useLatest } from '../hooks/useLatest';
import { picturesOf, usePictureDrop, type DropTarget } from './usePictureDrop';

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
