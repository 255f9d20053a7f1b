import { useCallback, useEffect, type ReactElement } from 'react';
import { ErrorNotice } from '../classifier/ErrorNotice';
import type { BaseMessages, TeachingMessages } from '../messages/Messages';
import { useWebcam } from '../webcam/useWebcam';

interface SampleCameraProps {
  /** Told of the element that shows the camera, and of null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: BaseMessages & TeachingMessages;
}

/** The camera that faces are recorded from, as a mirror shows it. */
export function SampleCamera({ onVideo, onError, messages }: SampleCameraProps): ReactElement {
  const { status, error, ref: show, start, stop } = useWebcam();
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
  if (status === 'off') {
    return (
      <button type="button" onClick={start}>
        {messages.startCamera}
      </button>
    );
  }
  return (
    <div className="ferkit-sample-camera">
      {status === 'on' ? (
        <video ref={ref} playsInline muted aria-label={messages.cameraPicture} />
      ) : (
        <p>{status === 'paused' ? messages.cameraPaused : messages.cameraStarting}</p>
      )}
      <button type="button" onClick={stop}>
        {messages.stopCamera}
      </button>
    </div>
  );
}
