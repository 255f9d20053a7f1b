import { useCallback, useEffect, type ReactElement } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { CameraMessages } from '../messages/cameraMessages';
import { useWebcam } from '../hooks/useWebcam';

/** Props of {@link RunningCamera}. */
export interface RunningCameraProps {
  /** Told of the element that shows the camera, and of null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly onStop: () => void;
  readonly messages: CameraMessages;
}

/** A camera that is turned on with the component, as a mirror shows it. */
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
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, however often the callback changes
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
