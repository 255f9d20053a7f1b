import { FerError } from '@ferkit/core/metrics';

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
export function cameraUnavailable(reason: Reason, received: string, cause?: unknown): FerError<'CAMERA_UNAVAILABLE'> {
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
export async function openWebcam(constraints: MediaTrackConstraints): Promise<MediaStream> {
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
