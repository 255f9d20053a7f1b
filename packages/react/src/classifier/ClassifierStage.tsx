import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import { deferView } from '../elements/deferView';
import { FileButton, PICTURES } from '../elements/FileButton';
import type { UseWebcamOptions } from '../hooks/useWebcam';
import type { ClassifierMessages } from '../messages/classifierMessages';
import type { Messages } from '../messages/Messages';
import type { FaceSelection } from '../parts/useFaceSelection';
import { isLiveSource } from './liveSource';
import type { DrawnPicture } from './ShownPicture';
import type { ClassifierInput, EmotionClassifierState } from './useEmotionClassifier';
import type { PictureSourceState } from './usePictureSource';

interface ClassifierStageProps {
  readonly chosen: PictureSourceState;
  readonly size: EmotionClassifierState['size'];
  readonly faces: readonly Classification[] | null;
  readonly selection: FaceSelection | undefined;
  /** Input that is classified; null for none. */
  readonly target: ClassifierInput | null;
  /** True if the caller passes the input, so that visitors choose nothing. */
  readonly isControlled: boolean;
  readonly takesFilms: boolean;
  readonly camera: UseWebcamOptions | undefined;
  readonly isMirrored: boolean;
  readonly onDrawn: (drawn: DrawnPicture) => void;
  /** Called with the player of a film. */
  readonly onPlayer: (player: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: ClassifierMessages;
  readonly overrides: Partial<Messages> | undefined;
}

// Visitors see the button that chooses a file first; all else loads when it is needed.
const AddressForm = /* @__PURE__ */ deferView(async () => (await import('./AddressForm')).AddressForm);
const ClassifierCamera = /* @__PURE__ */ deferView(async () => (await import('./ClassifierCamera')).ClassifierCamera);
export const ShownPicture = /* @__PURE__ */ deferView(async () => (await import('./ShownPicture')).ShownPicture);
const ShownFilm = /* @__PURE__ */ deferView(async () => (await import('./ShownFilm')).ShownFilm);

/** The picture with boxes around its faces, and the controls to choose one. */
export function ClassifierStage({
  chosen: { source, isChosen, choose, read, film, setVideo },
  size,
  faces,
  selection,
  target,
  isControlled,
  takesFilms,
  camera,
  isMirrored,
  onDrawn,
  onPlayer,
  onError,
  messages,
  overrides,
}: ClassifierStageProps): ReactElement {
  const isCamera = source === 'webcam' && !isControlled;
  const picture = isLiveSource(target) ? target : target === null ? null : read.picture;
  const isEmpty = picture === null;
  // After an unreadable picture visitors choose another.
  const accept = takesFilms ? `${PICTURES},video/*,.mkv` : PICTURES;
  const chooses = !isControlled && source === 'file' && (!isChosen || read.error !== null);
  return (
    <div className="ferkit-stage" data-sticky={faces !== null && faces.length > 1 ? '' : undefined}>
      {isCamera ? (
        <ClassifierCamera {...{ camera, faces, size, selection, isMirrored, onError, messages }} onVideo={setVideo} />
      ) : (
        <>
          {source === 'url' && !isControlled && <AddressForm onChoose={choose} messages={messages} />}
          {film ? (
            <ShownFilm film={film} onVideo={onPlayer} messages={overrides} />
          ) : isEmpty ? (
            <div className="ferkit-empty" data-drop={chooses ? '' : undefined}>
              {chooses && (
                <>
                  <FileButton isPrimary accept={accept} onChoose={choose}>
                    {takesFilms ? messages.choosePictureOrFilm : messages.choosePicture}
                  </FileButton>
                  <p>{messages.dropHint}</p>
                </>
              )}
            </div>
          ) : (
            <ShownPicture {...{ picture, faces, size, selection, onDrawn, messages }} />
          )}
          {source === 'file' && !isControlled && (
            <div className="ferkit-actions">
              {!chooses && (
                <FileButton accept={accept} onChoose={choose}>
                  {takesFilms ? messages.chooseAnotherFile : messages.chooseAnother}
                </FileButton>
              )}
            </div>
          )}
        </>
      )}
    </div>
  );
}
