import { FerError } from '@ferkit/core/metrics';
import { type RefCallback, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** Options of {@link useWebcam}. */
export interface UseWebcamOptions {
  /** The camera that looks at the visitor, or the one that looks where the visitor does. @default 'user' */
  readonly facingMode?: 'user' | 'environment' | undefined;
  /** A camera of `navigator.mediaDevices.enumerateDevices()`. @default any */
  readonly deviceId?: string | undefined;
  /** The wished width in pixels; a camera that cannot gives another. @default 640 */
  readonly width?: number | undefined;
  /** The wished height in pixels. @default 480 */
  readonly height?: number | undefined;
}

/** What {@link useWebcam} gives. */
export interface WebcamState {
  /** `starting` while the visitor is asked and the camera warms up; `paused` while the page is hidden. */
  readonly status: 'off' | 'starting' | 'on' | 'paused' | 'error';
  /** Why there is no picture; `error.details.reason` says it in one word. */
  readonly error: FerError<'CAMERA_UNAVAILABLE'> | null;
  /** The camera's picture while the status is `on`. */
  readonly stream: MediaStream | null;
  /** For the `<video>` that shows it. */
  readonly ref: RefCallback<HTMLVideoElement>;
  /** Turns the camera on, or tries again after an error. */
  readonly start: () => void;
  /** Turns the camera off, its light too. */
  readonly stop: () => void;
}

interface Opened {
  readonly token: object;
  readonly stream?: MediaStream;
  readonly error?: FerError<'CAMERA_UNAVAILABLE'>;
}

/**
 * A webcam for a `<video>`. It is off until started, is turned off when the page is hidden or the component goes away, and
 * comes back with the page.
 *
 * @example
 * ```tsx
 * const { status, error, ref, start } = useWebcam();
 * return status === 'off' ? <button onClick={start}>Camera</button> : <video ref={ref} playsInline muted />;
 * ```
 */
export function useWebcam({
  facingMode = 'user',
  deviceId,
  width = 640,
  height = 480,
}: UseWebcamOptions = {}): WebcamState {
  // Each start is an object of its own, so that what belongs to an earlier one can be told.
  const [token, setToken] = useState<object | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const isVisible = usePageVisible();
  const video = useRef<HTMLVideoElement | null>(null);

  useEffect(() => {
    if (token === null || !isVisible) return;
    let isOver = false;
    let stream: MediaStream | undefined;
    // Browsers keep a track that somebody listens to, even once it is stopped.
    const listening = new AbortController();
    const finish = (): void => {
      listening.abort();
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = undefined;
    };
    const fail = (error: FerError<'CAMERA_UNAVAILABLE'>): void => {
      finish();
      if (!isOver) setOpened({ token, error });
    };
    const constraints: MediaTrackConstraints = {
      width: { ideal: width },
      height: { ideal: height },
      ...(deviceId === undefined ? { facingMode } : { deviceId: { exact: deviceId } }),
    };
    openWebcam(constraints).then((arrived) => {
      stream = arrived;
      // The visitor may have taken so long to answer that nobody waits any more.
      if (isOver) {
        finish();
        return;
      }
      const onEnded = (): void => fail(cameraUnavailable('ended', 'a camera that was taken away'));
      for (const track of arrived.getTracks()) track.addEventListener('ended', onEnded, { signal: listening.signal });
      setOpened({ token, stream: arrived });
    }, fail);
    return () => {
      isOver = true;
      finish();
      setOpened(null);
    };
  }, [token, isVisible, facingMode, deviceId, width, height]);

  const current = opened !== null && opened.token === token ? opened : null;
  const stream = current?.stream ?? null;
  const show = useCallback(
    (element: HTMLVideoElement | null) => {
      if (video.current !== null && video.current !== element) video.current.srcObject = null;
      video.current = element;
      if (element === null) return;
      element.srcObject = stream;
      // Where the element goes away before it plays there is nothing to tell.
      if (stream !== null) element.play().catch(() => undefined);
    },
    [stream],
  );
  const status =
    token === null ? 'off' : current?.error ? 'error' : !isVisible ? 'paused' : stream === null ? 'starting' : 'on';
  return {
    status,
    error: current?.error ?? null,
    stream,
    ref: show,
    start: useCallback(() => setToken({}), []),
    stop: useCallback(() => setToken(null), []),
  };
}

function subscribe(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}

/** Whether the page can be seen, rather than lie in a tab behind others. On a server, yes. */
function usePageVisible(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.visibilityState === 'visible',
    () => true,
  );
}

type Reason = FerError<'CAMERA_UNAVAILABLE'>['details']['reason'];

/** What the browser calls it: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const reasons: Readonly<Record<string, Reason>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const advice: Readonly<Record<Reason, string>> = {
  denied: 'Allow the camera in the settings of the browser for this page, and try again.',
  absent: 'Connect a camera, and try again.',
  busy: 'Close what else uses the camera, and try again.',
  insecure: 'Serve the page over https, or from localhost.',
  ended: 'Connect the camera again.',
};

/** The error for a camera that gives no picture. */
function cameraUnavailable(reason: Reason, received: string, cause?: unknown): FerError<'CAMERA_UNAVAILABLE'> {
  return new FerError(
    'CAMERA_UNAVAILABLE',
    { reason, failed: 'Cannot use the camera', expected: 'a picture from it', received, next: advice[reason] },
    { cause },
  );
}

/**
 * Asks for a camera's picture; the visitor may be asked in turn.
 * @throws CAMERA_UNAVAILABLE
 */
async function openWebcam(constraints: MediaTrackConstraints): Promise<MediaStream> {
  // Browsers hide the interface from pages that are not served securely.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (devices === undefined) throw cameraUnavailable('insecure', 'a page without access to cameras');
  try {
    return await devices.getUserMedia({ video: constraints, audio: false });
  } catch (error) {
    const name = error instanceof DOMException || error instanceof Error ? error.name : '';
    throw cameraUnavailable(reasons[name] ?? 'busy', String(error), error);
  }
}
