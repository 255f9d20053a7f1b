import type { ImageInput, RgbaImage } from '@ferkit/core';
import { useEffect, useState } from 'react';

/** A picture on its way, or there. */
export interface PictureState {
  readonly picture: RgbaImage | null;
  readonly error: Error | null;
}

const nothing: PictureState = { picture: null, error: null };

/**
 * Reads a picture, so that what is shown is to the pixel what is classified: browsers differ in which files they turn
 * upright by themselves.
 */
export function usePicture(input: ImageInput | null): PictureState {
  const [read, setRead] = useState<PictureState & { readonly input: ImageInput }>();
  useEffect(() => {
    if (input === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const open = async (): Promise<RgbaImage> => {
      const { readColorImage } = await import('@ferkit/core/datasets');
      return readColorImage(input, { signal });
    };
    open().then(
      (picture) => !signal.aborted && setRead({ input, picture, error: null }),
      (reason: unknown) => {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        if (!signal.aborted) setRead({ input, picture: null, error });
      },
    );
    return () => controller.abort();
  }, [input]);
  return input !== null && read?.input === input ? read : nothing;
}
