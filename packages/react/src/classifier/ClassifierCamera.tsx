import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import type { UseWebcamOptions } from '../hooks/useWebcam';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { CameraView } from '../parts/CameraView';
import { FaceBoxes } from '../parts/FaceBoxes';
import type { FaceSelection } from '../parts/useFaceSelection';

interface ClassifierCameraProps {
  readonly camera: UseWebcamOptions | undefined;
  readonly faces: readonly Classification[] | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly selection: FaceSelection | undefined;
  readonly isMirrored: boolean;
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: ClassifierMessages;
}

/** The camera with boxes around the faces. */
export function ClassifierCamera({
  camera,
  faces,
  size,
  selection,
  isMirrored,
  onVideo,
  onError,
  messages,
}: ClassifierCameraProps): ReactElement {
  return (
    <CameraView {...camera} mirror={isMirrored} onVideo={onVideo} onError={onError} messages={messages}>
      {faces && size && (
        <FaceBoxes faces={faces} size={size} mirror={isMirrored} selection={selection} messages={messages} />
      )}
    </CameraView>
  );
}
