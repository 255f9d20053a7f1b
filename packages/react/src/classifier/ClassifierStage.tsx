import type { Classification } from '@ferkit/core';
import { type ReactElement, type ReactNode, useCallback, useId } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { ErrorNotice } from '../elements/ErrorNotice';
import { FaceBoxes } from './FaceBoxes';
import { FileButton } from '../elements/FileButton';
import { isLiveSource } from './liveFrames';
import { LiveCanvas, PictureCanvas, type Surface } from './PictureCanvas';
import type { ClassifierInput, EmotionClassifierState } from './useEmotionClassifier';
import type { PictureSourceState } from './usePictureSource';

interface ClassifierStageProps {
  readonly chosen: PictureSourceState;
  readonly state: EmotionClassifierState;
  readonly faces: readonly Classification[] | null;
  /** Input that is classified; null for none. */
  readonly target: ClassifierInput | null;
  /** True if the caller passes the input, so that visitors choose nothing. */
  readonly isControlled: boolean;
  readonly isMirrored: boolean;
  readonly onSurface: (surface: Surface | null) => void;
  readonly messages: ClassifierMessages;
}

/** The picture with boxes around its faces, or the controls to choose one. */
export function ClassifierStage(props: ClassifierStageProps): ReactElement {
  const { chosen, state, faces, isControlled, isMirrored, messages } = props;
  const content = showPicture(props);
  return (
    <div
      className="ferkit-stage"
      data-mirrored={isMirrored ? '' : undefined}
      data-empty={content ? undefined : isControlled ? '' : chosen.source}
    >
      {content ? (
        <div className="ferkit-picture">
          {content}
          {faces && state.size && (
            <FaceBoxes faces={faces} size={state.size} isMirrored={isMirrored} messages={messages} />
          )}
        </div>
      ) : (
        <Chooser {...props} />
      )}
    </div>
  );
}

function showPicture({
  chosen,
  state,
  faces,
  target,
  isControlled,
  onSurface,
  messages,
}: ClassifierStageProps): ReactNode {
  if (chosen.source === 'webcam' && !isControlled) {
    return chosen.camera.status === 'on' && <CameraVideo chosen={chosen} onSurface={onSurface} messages={messages} />;
  }
  if (chosen.read.picture !== null && target !== null) {
    return <PictureCanvas picture={chosen.read.picture} label={messages.picture} onDrawn={onSurface} />;
  }
  if (isLiveSource(target) && state.size !== null) {
    return <LiveCanvas source={target} size={state.size} frame={faces} label={messages.picture} onDrawn={onSurface} />;
  }
  return null;
}

function CameraVideo({
  chosen: { camera, setVideo },
  onSurface,
  messages,
}: Pick<ClassifierStageProps, 'chosen' | 'onSurface' | 'messages'>): ReactElement {
  const { ref: show } = camera;
  const ref = useCallback(
    (video: HTMLVideoElement | null) => {
      show(video);
      setVideo(video);
      onSurface(video && { element: video });
    },
    [show, setVideo, onSurface],
  );
  return <video ref={ref} playsInline muted aria-label={messages.cameraPicture} />;
}

/** Controls to choose a picture or to start the camera. */
function Chooser({ chosen, isControlled, messages }: ClassifierStageProps): ReactElement | null {
  const { source, camera, choose, read } = chosen;
  if (isControlled) return null;
  if (source === 'webcam') {
    if (camera.error !== null) return <ErrorNotice error={camera.error} onRetry={camera.start} messages={messages} />;
    if (camera.status === 'starting') return <p>{messages.cameraStarting}</p>;
    if (camera.status === 'paused') return <p>{messages.cameraPaused}</p>;
    return (
      <button type="button" data-primary="" onClick={camera.start}>
        {messages.startCamera}
      </button>
    );
  }
  if (read.error === null && chosen.isChosen) return null;
  if (source === 'url') return <AddressForm onChoose={choose} messages={messages} />;
  return (
    <>
      <FileButton isPrimary onChoose={choose}>
        {messages.choosePicture}
      </FileButton>
      <p>{messages.dropHint}</p>
    </>
  );
}

interface AddressFormProps {
  readonly onChoose: (address: string) => void;
  readonly messages: ClassifierMessages;
}

/** Form for the address of a picture; the browser validates it. */
function AddressForm({ onChoose, messages }: AddressFormProps): ReactElement {
  const id = useId();
  return (
    <form
      className="ferkit-address"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(event.currentTarget.querySelector('input')!.value);
      }}
    >
      <label htmlFor={id}>{messages.address}</label>
      <input id={id} name="address" type="url" required placeholder="https://" />
      <button type="submit" data-primary="">
        {messages.openAddress}
      </button>
    </form>
  );
}
