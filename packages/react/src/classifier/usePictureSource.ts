import type { ImageInput, RgbaImage } from '@ferkit/core';
import { useEffect, useState } from 'react';
import { toError } from '../toError';
import { isFilmFile } from './films';
import { isLiveSource } from './liveSource';
import type { ClassifierInput } from './useEmotionClassifier';

/** Sources that visitors can choose a picture from. */
export type PictureSource = 'file' | 'url' | 'webcam';

interface PictureSourceOptions {
  readonly sources: readonly PictureSource[];
  readonly first: PictureSource | undefined;
  /** Input of the caller; undefined lets visitors choose. */
  readonly input: ClassifierInput | null | undefined;
  /** Takes files of films apart from pictures. */
  readonly takesFilms: boolean;
}

/** State of the choice of a picture. */
export interface PictureSourceState {
  readonly source: PictureSource;
  readonly setSource: (source: PictureSource) => void;
  readonly choose: (picture: ImageInput) => void;
  /** True once a picture was chosen, also while it is being read. */
  readonly isChosen: boolean;
  /** The chosen film, which is no picture to read; null for none. */
  readonly film: File | null;
  /** Takes the chosen picture or film away. */
  readonly clear: () => void;
  /** The pixels or the error of the chosen or passed picture. */
  readonly read: PictureState;
  /** Element that shows the camera; null while it is off. */
  readonly video: HTMLVideoElement | null;
  readonly setVideo: (video: HTMLVideoElement | null) => void;
  /** Input to classify; null for none. */
  readonly target: ClassifierInput | null;
}

/** Keeps the visitor's choice of a file, an address or the camera, and reads its picture. */
export function usePictureSource({ sources, first, input, takesFilms }: PictureSourceOptions): PictureSourceState {
  const isControlled = input !== undefined;
  const [source, setSource] = useState<PictureSource>(first ?? sources[0] ?? 'file');
  const [chosen, setChosen] = useState<ImageInput | null>(null);
  // Counts, so that the same address can be tried again.
  const [attempt, setAttempt] = useState(0);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const usesCamera = !isControlled && source === 'webcam';
  const current = isControlled ? input : usesCamera ? null : chosen;
  const live = isLiveSource(current) ? current : null;
  const film = takesFilms && !isControlled && isFilmFile(current) ? current : null;
  const read = usePicture(live === null && film === null ? current : null, attempt);
  return {
    source,
    setSource,
    choose: (picture) => {
      setChosen(picture);
      setAttempt(attempt + 1);
      if (source === 'webcam') setSource(sources.includes('file') ? 'file' : 'url');
    },
    isChosen: current !== null,
    film,
    clear: () => setChosen(null),
    read,
    video,
    setVideo,
    target: usesCamera ? video : (live ?? read.picture),
  };
}

/** A picture that is being read (both null), was read, or failed. */
interface PictureState {
  readonly picture: RgbaImage | null;
  readonly error: Error | null;
}

const empty: PictureState = { picture: null, error: null };

/**
 * Reads a picture to pixels, so that exactly the classified pixels are shown: browsers differ in how they orient files.
 */
function usePicture(input: ImageInput | null, attempt: number): PictureState {
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
      (cause: unknown) => !signal.aborted && setRead({ input, picture: null, error: toError(cause) }),
    );
    return () => controller.abort();
  }, [input, attempt]);
  return input !== null && read?.input === input ? read : empty;
}
