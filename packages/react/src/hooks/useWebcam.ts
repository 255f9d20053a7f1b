import { FerError } from '@ferkit/core/metrics';
import { type RefCallback, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** Options of {@link useWebcam}. */
export interface UseWebcamOptions {
  /** `user` is the front camera, `environment` the rear one; ignored with a `deviceId`. @default 'user' */
  readonly facingMode?: 'user' | 'environment' | undefined;
  /** Id of a camera from `navigator.mediaDevices.enumerateDevices()`. @default any camera */
  readonly deviceId?: string | undefined;
  /** Preferred width in pixels; the camera may choose another. @default 640 */
  readonly width?: number | undefined;
  /** Preferred height in pixels. @default 480 */
  readonly height?: number | undefined;
}

/** Result of {@link useWebcam}. */
export interface WebcamState {
  /** `starting` until the visitor has agreed and the camera delivers; `paused` while the page is hidden. */
  readonly status: 'off' | 'starting' | 'on' | 'paused' | 'error';
  /** Error of the camera; `error.details.reason` names the cause. */
  readonly error: FerError<'CAMERA_UNAVAILABLE'> | null;
  /** The camera's stream while the status is `on`. */
  readonly stream: MediaStream | null;
  /** Ref of the `<video>` that shows the stream. */
  readonly ref: RefCallback<HTMLVideoElement>;
  /** Turns the camera on, or retries after an error. */
  readonly start: () => void;
  /** Turns the camera and its light off. */
  readonly stop: () => void;
}

interface Opened {
  readonly token: object;
  readonly stream?: MediaStream;
  readonly error?: FerError<'CAMERA_UNAVAILABLE'>;
}

/**
 * A webcam for a `<video>`. It is off until `start`, turns off when the page is hidden or the component unmounts, and turns
 * on again when the page is visible.
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
  // A new token for each start, so that results of earlier starts are ignored.
  const [token, setToken] = useState<object | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const isVisible = usePageVisible();
  const video = useRef<HTMLVideoElement | null>(null);

  useEffect(() => {
    if (token === null || !isVisible) return;
    let isCancelled = false;
    let stream: MediaStream | undefined;
    // Browsers keep a stopped track alive while it has listeners.
    const listeners = new AbortController();
    const finish = (): void => {
      listeners.abort();
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = undefined;
    };
    const fail = (error: FerError<'CAMERA_UNAVAILABLE'>): void => {
      finish();
      if (!isCancelled) setOpened({ token, error });
    };
    const constraints: MediaTrackConstraints = {
      width: { ideal: width },
      height: { ideal: height },
      ...(deviceId === undefined ? { facingMode } : { deviceId: { exact: deviceId } }),
    };
    openWebcam(constraints).then((arrived) => {
      stream = arrived;
      // The component may have unmounted while the visitor was asked.
      if (isCancelled) {
        finish();
        return;
      }
      const onEnded = (): void => fail(cameraUnavailable('ended', 'a camera that was disconnected'));
      for (const track of arrived.getTracks()) track.addEventListener('ended', onEnded, { signal: listeners.signal });
      setOpened({ token, stream: arrived });
    }, fail);
    return () => {
      isCancelled = true;
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
      // play() rejects if the element is removed first, which needs no report.
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

/** True while the page is visible; true on a server. */
function usePageVisible(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => document.visibilityState === 'visible',
    () => true,
  );
}

type Reason = FerError<'CAMERA_UNAVAILABLE'>['details']['reason'];

/** Reasons by the names of getUserMedia's errors: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const reasons: Readonly<Record<string, Reason>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const advice: Readonly<Record<Reason, string>> = {
  denied: 'Allow the camera for this page in the browser settings, and try again.',
  absent: 'Connect a camera, and try again.',
  busy: 'Close other programs that use the camera, and try again.',
  insecure: 'Serve the page over https, or from localhost.',
  ended: 'Connect the camera again.',
};

function cameraUnavailable(reason: Reason, received: string, cause?: unknown): FerError<'CAMERA_UNAVAILABLE'> {
  return new FerError(
    'CAMERA_UNAVAILABLE',
    { reason, failed: 'Cannot use the camera', expected: 'a stream from it', received, next: advice[reason] },
    { cause },
  );
}

/**
 * Asks the browser, and thereby the visitor, for a camera's stream.
 * @throws CAMERA_UNAVAILABLE
 */
async function openWebcam(constraints: MediaTrackConstraints): Promise<MediaStream> {
  // Browsers hide the interface on pages that are not served securely.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (devices === undefined) throw cameraUnavailable('insecure', 'a page without access to cameras');
  try {
    return await devices.getUserMedia({ video: constraints, audio: false });
  } catch (error) {
    const name = error instanceof DOMException || error instanceof Error ? error.name : '';
    throw cameraUnavailable(reasons[name] ?? 'busy', String(error), error);
  }
}
