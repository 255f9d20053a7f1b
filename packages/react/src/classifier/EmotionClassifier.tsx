import type { Classification } from '@ferkit/core';
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { guardLazily } from '../elements/guardLazily';
import { Figure, type ViewProps } from '../elements/Figure';
import { useThrottledText } from '../hooks/useThrottledText';
import { useTexts } from '../messages/MessagesProvider';
import { classifierMessages, type ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import type { UseWebcamOptions } from '../hooks/useWebcam';
import { ClassifierResults } from './ClassifierResults';
import { ClassifierStage } from './ClassifierStage';
import { nameFace } from './FaceBoxes';
import { FileButton } from '../elements/FileButton';
import type { Surface } from './PictureCanvas';
import { type ClassifierInput, useEmotionClassifier, type UseEmotionClassifierOptions } from './useEmotionClassifier';
import { useDroppedPicture } from '../hooks/usePictureDrop';
import { type PictureSource, usePictureSource } from './usePictureSource';

/**
 * Text that visitors agree to, above a button; or a function that renders the whole request and calls `accept` when they
 * agree.
 */
export type Consent = ReactNode | ((accept: () => void) => ReactNode);

/** Props of {@link EmotionClassifier}. */
export interface EmotionClassifierProps
  extends Omit<ViewProps, keyof UseEmotionClassifierOptions>, UseEmotionClassifierOptions {
  /** Sources that visitors can choose a picture from. @default ['file', 'webcam'] */
  readonly sources?: readonly PictureSource[] | undefined;
  /** The source that is open at first. @default the first of `sources` */
  readonly source?: PictureSource | undefined;
  /**
   * Picture to classify, or video or canvas element to follow, in place of the visitor's choice; null for none yet.
   * @default visitors choose
   */
  readonly input?: ClassifierInput | null | undefined;
  /** Camera and size of its picture, as for `useWebcam`. @default the front camera at 640 x 480 */
  readonly camera?: UseWebcamOptions | undefined;
  /** Mirrors the camera's picture. @default true for the front camera, false for the rear one */
  readonly mirror?: boolean | undefined;
  /** Number of labels shown for each face. @default all for one face, or 5 of more than 8; 3 for each of several faces */
  readonly topK?: number | undefined;
  /** Consent that visitors give before anything is classified. @default no consent is requested */
  readonly consent?: Consent | undefined;
  /** Note under the picture; false leaves it out. @default the message `classifierNotice` */
  readonly notice?: ReactNode;
}

const defaultSources: readonly PictureSource[] = ['file', 'webcam'];
/** Minimum milliseconds between two announcements of faces in a video to screen readers. */
const ANNOUNCEMENT_INTERVAL = 2500;

/**
 * Recognises facial expressions in a picture, a video or the webcam: finds the faces, draws boxes around them and lists
 * their labels and scores. Everything runs on the visitor's device.
 *
 * @example
 * ```tsx
 * <EmotionClassifier onResult={(faces) => console.log(faces.map(({ label }) => label))} />
 * ```
 * @example
 * ```tsx
 * <EmotionClassifier model="/models/mine/model.json" backend="wasm" threshold={0.5} source="webcam" />
 * ```
 */
export const EmotionClassifier = /* @__PURE__ */ guardLazily<EmotionClassifierProps>(
  'EmotionClassifier',
  'classifier',
  () => import('./classifierProps'),
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
      // Options of the classifier; the remaining props are attributes.
      classifier,
      model,
      backend,
      faces: faceChoice,
      temperature,
      threshold,
      worker,
      eager,
      smoothing,
      framesPerSecond,
      onResult,
      onError,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(classifierMessages, overrides);
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

    const sourceError = chosen.read.error ?? chosen.camera.error;
    useEffect(() => {
      if (sourceError !== null) onError?.(sourceError);
      // eslint-disable-next-line react-hooks/exhaustive-deps -- each error is reported once, even if the callback changes
    }, [sourceError]);

    // After an unreadable picture the stage itself offers to choose another.
    const isShown = chosen.isChosen && chosen.read.error === null;
    const isLive = target !== null && target !== chosen.read.picture;
    const faces = target !== null && state.input === target ? state.faces : null;
    const isMirrored = mirror && input === undefined && chosen.source === 'webcam';
    const announcement = useThrottledText(
      faces === null ? '' : announce(faces, isLive),
      isLive ? ANNOUNCEMENT_INTERVAL : 0,
    );

    function announce(found: readonly Classification[], isShort: boolean): string {
      if (found.length === 0) return messages.noFace;
      const { exactShare } = numberFormats(messages.locale);
      const descriptions = found.map((face) => {
        const label = nameFace(face, messages);
        return isShort || face.label === null ? label : messages.faceIs({ label, score: exactShare(face.score) });
      });
      return messages.facesFound({ count: count(found.length), faces: descriptions });
    }

    const tabs = input === undefined && sources.length > 1 && isAllowed && (
      <SourceTabs sources={sources} current={chosen.source} onChange={chosen.setSource} messages={messages} />
    );
    return (
      <Figure
        messages={messages}
        kind="classifier"
        name={messages.emotionClassifier}
        tools={tabs || undefined}
        {...attributes}
        ref={ref}
      >
        {isAllowed ? (
          <div
            ref={body}
            className="ferkit-look"
            data-dropping={drop.isDraggedOver ? '' : undefined}
            {...drop.handlers}
          >
            <ClassifierStage
              chosen={chosen}
              state={state}
              faces={faces}
              target={target}
              isControlled={input !== undefined}
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
              pictureError={chosen.read.error}
              messages={messages}
            />
          </div>
        ) : (
          <ConsentGate consent={consent} onAccept={() => setConsent(true)} messages={messages} />
        )}
        <p className="ferkit-hidden" role="status">
          {announcement}
        </p>
        <div className="ferkit-foot">
          {notice !== false && notice !== null && (
            <p className="ferkit-notice">{notice ?? messages.classifierNotice}</p>
          )}
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

interface ConsentGateProps {
  readonly consent: Consent;
  readonly onAccept: () => void;
  readonly messages: ClassifierMessages;
}

/** The request for consent, in place of the picture. */
function ConsentGate({ consent, onAccept, messages }: ConsentGateProps): ReactElement {
  return (
    <div className="ferkit-consent">
      {typeof consent === 'function' ? (
        consent(onAccept)
      ) : (
        <>
          <div>{consent}</div>
          <button type="button" data-primary="" onClick={onAccept}>
            {messages.consentContinue}
          </button>
        </>
      )}
    </div>
  );
}

interface SourceTabsProps {
  readonly sources: readonly PictureSource[];
  readonly current: PictureSource;
  readonly onChange: (source: PictureSource) => void;
  readonly messages: ClassifierMessages;
}

const sourceNames = { file: 'sourceFile', url: 'sourceUrl', webcam: 'sourceWebcam' } as const;

/** Buttons that switch between the sources. */
function SourceTabs({ sources, current, onChange, messages }: SourceTabsProps): ReactElement {
  return (
    <div className="ferkit-group" role="group" aria-label={messages.source}>
      {sources.map((source) => (
        <button key={source} type="button" aria-pressed={source === current} onClick={() => onChange(source)}>
          {messages[sourceNames[source]]}
        </button>
      ))}
    </div>
  );
}
