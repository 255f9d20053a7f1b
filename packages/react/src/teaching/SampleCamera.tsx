import { type ReactElement, useState } from 'react';
import { deferView } from '../elements/deferView';
import type { CameraMessages } from '../messages/cameraMessages';

interface SampleCameraProps {
  /** Told of the element that shows the camera, and of null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: CameraMessages;
}

const RunningCamera = /* @__PURE__ */ deferView(async () => (await import('./RunningCamera')).RunningCamera);

/** The camera that faces are recorded from; off until it is asked for. */
export function SampleCamera({ messages, ...told }: SampleCameraProps): ReactElement {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <RunningCamera {...told} onStop={() => setWanted(false)} messages={messages} />;
  return (
    <button type="button" onClick={() => setWanted(true)}>
      {messages.startCamera}
    </button>
  );
}
