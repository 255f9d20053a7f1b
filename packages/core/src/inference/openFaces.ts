import type { Abortable } from '../abortable';
import type { BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import { createFaceLocator } from '../faces/createFaceLocator';
import type { FaceLocator } from '../faces/FaceLocator';
import type { LoadEvent } from '../models/LoadEvent';

/**
 * Where faces come from. `auto` looks for them, except in an image that has just the size of the model's input: that is
 * one face, as in FER2013. `none` takes every image as one face that fills it. A locator is asked about every image.
 */
export type FaceChoice = 'auto' | 'none' | FaceLocator;

/** @throws OPTION_INVALID */
export function checkFaceChoice(choice: unknown): asserts choice is FaceChoice {
  if (choice === 'auto' || choice === 'none') return;
  if (typeof choice === 'object' && choice !== null && 'locate' in choice && typeof choice.locate === 'function')
    return;
  throw new FerError('OPTION_INVALID', {
    option: 'faces',
    failed: 'Cannot make a classifier',
    expected: '"auto", "none" or a FaceLocator',
    received: typeof choice === 'string' ? `"${choice}"` : typeof choice,
  });
}

/** The locator of a choice, on the backend of the model; null where no faces are looked for. */
export async function openFaces(
  choice: FaceChoice,
  backend: BackendInfo,
  { signal, onProgress }: Abortable & { readonly onProgress?: ((event: LoadEvent) => void) | undefined },
): Promise<FaceLocator | null> {
  if (choice === 'none') return null;
  if (choice !== 'auto') return choice;
  onProgress?.({ type: 'detector' });
  return createFaceLocator({ backend: backend.name, signal });
}
