import type { FaceChoice, FerModel } from '@ferkit/core';
import { type ReactElement, useCallback, useEffect, useState } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { FileButton } from '../elements/FileButton';
import { ScoreBarList } from '../elements/ScoreBarList';
import { useEmotionClassifier } from '../classifier/useEmotionClassifier';
import { useDroppedPicture } from '../hooks/usePictureDrop';
import { useThrottledText } from '../hooks/useThrottledText';
import type { WebcamState } from '../hooks/useWebcam';
import { classifierMessages } from '../messages/classifierMessages';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import type { TeachingMessages } from '../messages/teachingMessages';

interface TryStepProps {
  readonly model: FerModel;
  readonly faces: FaceChoice | undefined;
  readonly camera: WebcamState;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: TeachingMessages;
  readonly overrides: Partial<Messages> | undefined;
}

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 2500;

/** The third step: the trained model looks at the camera, or at a picture. */
export function TryStep({ model, faces: detector, camera, onError, messages, overrides }: TryStepProps): ReactElement {
  const texts = useTexts(classifierMessages, overrides);
  const { input, faces, error, classify, clear } = useEmotionClassifier({ model, faces: detector, onError });
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [picture, setPicture] = useState<File | string | null>(null);
  const [body, setBody] = useState<HTMLDivElement | null>(null);
  const drop = useDroppedPicture({ current: body }, setPicture);

  const { stream } = camera;
  const show = useCallback(
    (element: HTMLVideoElement | null) => {
      setVideo(element);
      if (element === null) return;
      element.srcObject = stream;
      // play() rejects if the element is removed first, which needs no report.
      element.play().catch(() => undefined);
    },
    [stream],
  );
  const target = picture ?? video;
  useEffect(() => {
    if (target === null) clear();
    else classify(target);
  }, [target, classify, clear]);

  const found = input === target ? faces : null;
  const main = found?.reduce((best, face) => (face.box.width > best.box.width ? face : best), found[0]!);
  const isLive = picture === null;
  const answer = main?.label == null ? (found === null ? '' : texts.noFace) : messages.label(main.label);
  const announcement = useThrottledText(answer, isLive ? ANNOUNCEMENT_INTERVAL : 0);
  return (
    <div ref={setBody} className="ferkit-try" data-dropping={drop.isDraggedOver ? '' : undefined} {...drop.handlers}>
      {picture !== null ? (
        <Picture of={picture} name={texts.picture} />
      ) : stream !== null ? (
        <video ref={show} playsInline muted aria-label={messages.cameraPicture} />
      ) : (
        <p className="ferkit-label-note">{messages.tryNothing}</p>
      )}
      {target !== null && error === null && (
        <>
          <p className="ferkit-answer">{answer === '' ? texts.looking : answer}</p>
          {/* Without a face the bars keep their place, empty. */}
          <ScoreBarList
            live={isLive}
            labels={model.labels}
            scores={main?.scores ?? model.labels.map((label) => ({ label, score: 0 }))}
            messages={messages}
          />
        </>
      )}
      {error !== null && <ErrorNotice error={error} messages={messages} />}
      <div className="ferkit-choices">
        {picture !== null && stream !== null && (
          <button type="button" onClick={() => setPicture(null)}>
            {messages.backToCamera}
          </button>
        )}
        {stream === null && camera.status !== 'starting' && (
          <button
            type="button"
            data-primary=""
            data-fill=""
            onClick={() => {
              setPicture(null);
              camera.start();
            }}
          >
            {messages.startCamera}
          </button>
        )}
        <FileButton onChoose={setPicture}>{picture === null ? texts.choosePicture : texts.chooseAnother}</FileButton>
      </div>
      <p className="ferkit-hidden" role="status">
        {announcement}
      </p>
    </div>
  );
}

/** A picture that a page shows. */
function Picture({ of, name }: { readonly of: File | string; readonly name: string }): ReactElement {
  const ref = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null) return;
      const address = typeof of === 'string' ? of : URL.createObjectURL(of);
      // An address of a file keeps it in memory until it is taken back.
      image.onload = image.onerror = () => URL.revokeObjectURL(address);
      image.src = address;
    },
    [of],
  );
  return <img ref={ref} alt={name} />;
}
