import { useCallback, useEffect, type ReactElement } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { CameraMessages } from '../messages/cameraMessages';
import { useWebcam } from '../hooks/useWebcam';

interface RunningCameraProps {
  /** Called with the element that shows the camera, and with null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly onStop: () => void;
  readonly messages: CameraMessages;
}

/** A camera that starts when the component mounts, shown mirrored. */
export function RunningCamera({ onVideo, onError, onStop, messages }: RunningCameraProps): ReactElement {
  const { status, error, ref: show, start } = useWebcam();
  useEffect(() => start(), [start]);
  const ref = useCallback(
    (video: HTMLVideoElement | null) => {
      show(video);
      onVideo(video);
    },
    [show, onVideo],
  );
  useEffect(() => {
    if (error !== null) onError?.(error);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- each error is reported once, even if the callback changes
  }, [error]);
  if (error !== null) return <ErrorNotice error={error} onRetry={start} messages={messages} />;
  return (
    <div className="ferkit-sample-camera">
      {status === 'on' ? (
        <video ref={ref} playsInline muted aria-label={messages.cameraPicture} />
      ) : (
        <p>{status === 'paused' ? messages.cameraPaused : messages.cameraStarting}</p>
      )}
      <button type="button" onClick={onStop}>
        {messages.stopCamera}
      </button>
    </div>
  );
}
