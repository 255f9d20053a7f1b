import type { Classification } from '@ferkit/core';
import { forwardRef, type ReactNode, useEffect, useRef, useState } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import { useThrottledText } from '../hooks/useThrottledText';
import { useWords } from '../messages/MessagesProvider';
import { classifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import type { UseWebcamOptions } from '../hooks/useWebcam';
import { ClassifierResults } from './ClassifierResults';
import { ClassifierStage } from './ClassifierStage';
import { type Consent, ConsentGate } from './ConsentGate';
import { nameFace } from './FaceBoxes';
import { FileButton } from '../elements/FileButton';
import { SourceTabs } from './SourceTabs';
import type { Surface } from './liveFrames';
import { type ClassifierInput, useEmotionClassifier, type UseEmotionClassifierOptions } from './useEmotionClassifier';
import { useDroppedPicture } from '../hooks/usePictureDrop';
import { type PictureSource, usePictureSource } from './usePictureSource';

/** Props of {@link EmotionClassifier}. */
export interface EmotionClassifierProps
  extends Omit<ViewProps, keyof UseEmotionClassifierOptions>, UseEmotionClassifierOptions {
  /** Where visitors may take a picture from. @default ['file', 'webcam'] */
  readonly sources?: readonly PictureSource[] | undefined;
  /** Which of the sources is open at first. @default the first */
  readonly source?: PictureSource | undefined;
  /**
   * What is classified instead of what visitors choose: a picture of any kind, or a video or canvas element that is
   * followed; null for nothing yet.
   */
  readonly input?: ClassifierInput | null | undefined;
  /** Which camera, and how large its picture. */
  readonly camera?: UseWebcamOptions | undefined;
  /** Shows the camera as a mirror does. @default true, unless the camera looks away from the visitor */
  readonly mirror?: boolean | undefined;
  /** How many labels are shown of a face. @default all of one face, 3 of each of several, 5 where there are more than 8 labels */
  readonly topK?: number | undefined;
  /** What visitors have to agree to before anything is looked at; a function is given what to call then. */
  readonly consent?: Consent | undefined;
  /** What is said under the picture. @default that expressions are not feelings, and that pictures stay on the device */
  readonly notice?: ReactNode;
}

const defaultSources: readonly PictureSource[] = ['file', 'webcam'];
/** Milliseconds between two announcements of what a video shows. */
const CALM = 2500;

/**
 * Recognises facial expressions in a picture, a video or the webcam: it finds the faces, frames them and says what they show.
 * Everything happens on the visitor's device.
 *
 * @example
 * ```tsx
 * <EmotionClassifier onResult={(faces) => console.log(faces[0]?.label)} />
 * ```
 * @example
 * ```tsx
 * <EmotionClassifier model="/models/mine/model.json" backend="wasm" threshold={0.5} source="webcam" />
 * ```
 */
export const EmotionClassifier = /* @__PURE__ */ forwardRef<HTMLElement, EmotionClassifierProps>(
  function EmotionClassifier(
    {
      sources = defaultSources,
      source: first,
      input,
      camera: cameraOptions,
      mirror = cameraOptions?.facingMode !== 'environment',
      topK,
      consent,
      notice,
      messages: overrides,
      // Options of the classifier; what is left are attributes.
      classifier,
      model,
      backend,
      faces: faceChoice,
      temperature,
      threshold,
      worker,
      wasm,
      eager,
      smoothing,
      framesPerSecond,
      onResult,
      onError,
      ...rest
    },
    ref,
  ) {
    const messages = useWords(classifierMessages, overrides);
    const { count } = numberFormats(messages.locale);
    const [hasConsent, setConsent] = useState(false);
    const isAllowed = consent === undefined || hasConsent;
    const state = useEmotionClassifier({
      classifier,
      model,
      backend,
      faces: faceChoice,
      temperature,
      threshold,
      worker,
      wasm,
      eager,
      smoothing,
      framesPerSecond,
      onResult,
      onError,
    });
    const chosen = usePictureSource({ sources, first, input, camera: cameraOptions });
    const [surface, setSurface] = useState<Surface | null>(null);
    const body = useRef<HTMLDivElement>(null);
    const takesFiles = isAllowed && input === undefined && sources.includes('file');
    const drop = useDroppedPicture(body, takesFiles ? chosen.choose : undefined);

    const { classify, clear } = state;
    const target = isAllowed ? chosen.target : null;
    useEffect(() => {
      if (target === null) clear();
      else classify(target);
    }, [target, classify, clear]);

    const problem = chosen.read.error ?? chosen.camera.error;
    useEffect(() => {
      if (problem !== null) onError?.(problem);
      // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, however often the callback changes
    }, [problem]);

    // Where a picture could not be read, another is chosen where that one was.
    const isShown = chosen.isChosen && chosen.read.error === null;
    const isLive = target !== null && target !== chosen.read.picture;
    const faces = target !== null && state.input === target ? state.faces : null;
    const isMirrored = mirror && input === undefined && chosen.source === 'webcam';
    const said = useThrottledText(faces === null ? '' : announce(faces, isLive), isLive ? CALM : 0);

    function announce(found: readonly Classification[], isShort: boolean): string {
      if (found.length === 0) return messages.noFace;
      const { exactShare } = numberFormats(messages.locale);
      const words = found.map((face) => {
        const label = nameFace(face, messages);
        return isShort || face.label === null ? label : messages.faceIs({ label, score: exactShare(face.score) });
      });
      return messages.facesFound({ count: count(found.length), faces: words });
    }

    const tabs = input === undefined && sources.length > 1 && isAllowed && (
      <SourceTabs sources={sources} current={chosen.source} onChange={chosen.setSource} messages={messages} />
    );
    return (
      <Figure kind="classifier" name={messages.emotionClassifier} tools={tabs || undefined} {...rest} ref={ref}>
        {isAllowed ? (
          <div ref={body} className="ferkit-look" data-dropping={drop.isOver ? '' : undefined} {...drop.handlers}>
            <ClassifierStage
              chosen={chosen}
              state={state}
              faces={faces}
              target={target}
              isGiven={input !== undefined}
              isMirrored={isMirrored}
              onSurface={setSurface}
              messages={messages}
            />
            <ClassifierResults
              state={state}
              faces={faces}
              surface={surface}
              isMirrored={isMirrored}
              topK={topK}
              isWaiting={target === null}
              problem={chosen.read.error}
              messages={messages}
            />
          </div>
        ) : (
          <ConsentGate consent={consent} onAccept={() => setConsent(true)} messages={messages} />
        )}
        <p className="ferkit-hidden" role="status">
          {said}
        </p>
        <div className="ferkit-foot">
          {notice !== null && <p className="ferkit-notice">{notice ?? messages.classifierNotice}</p>}
          {takesFiles && chosen.source === 'file' && isShown && (
            <FileButton onChoose={chosen.choose}>{messages.chooseAnother}</FileButton>
          )}
          {chosen.source === 'url' && isShown && input === undefined && (
            <button type="button" onClick={() => chosen.choose(null)}>
              {messages.chooseAnother}
            </button>
          )}
          {['on', 'starting'].includes(chosen.camera.status) && (
            <button type="button" onClick={chosen.camera.stop}>
              {messages.stopCamera}
            </button>
          )}
        </div>
      </Figure>
    );
  },
);
