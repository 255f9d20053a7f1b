import type { ImageInput, RgbaImage } from '@ferkit/core';
import { useEffect, useState } from 'react';
import { useWebcam, type UseWebcamOptions, type WebcamState } from '../hooks/useWebcam';
import { isLiveSource } from './liveFrames';
import type { ClassifierInput } from './useEmotionClassifier';

interface PictureSourceOptions {
  readonly sources: readonly PictureSource[];
  readonly first: PictureSource | undefined;
  /** What the caller shows; visitors choose nothing then. */
  readonly input: ClassifierInput | null | undefined;
  readonly camera: UseWebcamOptions | undefined;
}

/** What visitors chose to look at. */
export interface PictureSourceState {
  readonly source: PictureSource;
  readonly setSource: (source: PictureSource) => void;
  readonly choose: (picture: ImageInput | null) => void;
  /** Whether a picture was chosen, be it here yet or not. */
  readonly isChosen: boolean;
  readonly camera: WebcamState;
  /** The picture that was chosen, or is shown by the caller, and what went wrong with it. */
  readonly read: PictureState;
  /** For the element that shows the camera. */
  readonly setVideo: (video: HTMLVideoElement | null) => void;
  /** What is there to be classified. */
  readonly target: ClassifierInput | null;
}

/** Keeps what visitors choose to look at: a file, an address or the camera. */
export function usePictureSource({ sources, first, input, camera: options }: PictureSourceOptions): PictureSourceState {
  const isGiven = input !== undefined;
  const [source, setSource] = useState<PictureSource>(first ?? sources[0] ?? 'file');
  const [chosen, setChosen] = useState<ImageInput | null>(null);
  const camera = useWebcam(options);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const usesCamera = !isGiven && source === 'webcam';
  const wanted = isGiven ? input : usesCamera ? null : chosen;
  const live = isLiveSource(wanted) ? wanted : null;
  const read = usePicture(live === null ? wanted : null);
  return {
    source,
    setSource: (next) => {
      if (next !== 'webcam') camera.stop();
      setSource(next);
    },
    choose: (picture) => {
      setChosen(picture);
      if (source === 'webcam' && picture !== null) {
        camera.stop();
        setSource(sources.includes('file') ? 'file' : 'url');
      }
    },
    isChosen: wanted !== null,
    camera,
    read,
    setVideo,
    target: usesCamera ? (camera.status === 'on' ? video : null) : (live ?? read.picture),
  };
}

/** Where visitors may take a picture from. */
export type PictureSource = 'file' | 'url' | 'webcam';

/** A picture on its way, or there. */
interface PictureState {
  readonly picture: RgbaImage | null;
  readonly error: Error | null;
}

const nothing: PictureState = { picture: null, error: null };

/**
 * Reads a picture, so that what is shown is to the pixel what is classified: browsers differ in which files they turn
 * upright by themselves.
 */
function usePicture(input: ImageInput | null): PictureState {
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
