import {
  type ReactElement,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { deferView } from '../elements/deferView';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardLazily } from '../elements/guardLazily';
import { useKeptFocus } from '../hooks/useKeptFocus';
import { useLatest } from '../hooks/useLatest';
import { useDroppedPicture } from '../hooks/usePictureDrop';
import type { UseWebcamOptions } from '../hooks/useWebcam';
import { useTexts } from '../messages/MessagesProvider';
import { classifierMessages, type ClassifierMessages } from '../messages/classifierMessages';
import { useFaceSelection } from '../parts/useFaceSelection';
import { ClassifierResults, FacesInWords } from './ClassifierResults';
import { ClassifierStage } from './ClassifierStage';
import type { ClassifierFilmOptions } from './ClassifierTimeline';
import { ConsentGate, type Consent } from './ConsentGate';
import { isLiveSource } from './liveSource';
import type { DrawnPicture } from './ShownPicture';
import { type ClassifierInput, useEmotionClassifier, type UseEmotionClassifierOptions } from './useEmotionClassifier';
import { type PictureSource, usePictureSource } from './usePictureSource';

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
  /**
   * Adds a timeline: a button records what the camera, or a video or canvas of `input`, shows, and files of films are analysed. Its looks
   * are in `styles.css`, and apart in `styles/expression-timeline.css`. @default false
   */
  readonly timeline?: boolean | undefined;
  /** Options of the films that are analysed, as for `classifyVideo`: `fps`, `from`, `to`, `smoothing`, `hysteresis`, `decoder`. @default those of `classifyVideo` */
  readonly film?: ClassifierFilmOptions | undefined;
  /** Consent that visitors give before anything is classified. @default no consent is requested */
  readonly consent?: Consent | undefined;
  /** Note under the picture; false leaves it out. @default the message `classifierNotice` */
  readonly notice?: ReactNode;
}

const ClassifierTimeline = /* @__PURE__ */ deferView(
  async () => (await import('./ClassifierTimeline')).ClassifierTimeline,
);

const defaultSources: readonly PictureSource[] = ['file', 'webcam'];

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
      timeline = false,
      film: filmOptions,
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
      onReady,
      onResult,
      onError,
      ...attributes
    },
    ref,
  ) {
    const messages = useTexts(classifierMessages, overrides);
    const [hasConsent, setConsent] = useState(false);
    const isAllowed = consent === undefined || hasConsent;
    const record = useRef<UseEmotionClassifierOptions['onResult']>(undefined);
    const setRecorder = useCallback((recorder: UseEmotionClassifierOptions['onResult']) => {
      record.current = recorder;
    }, []);
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
      onReady,
      onResult: (found, context) => {
        record.current?.(found, context);
        onResult?.(found, context);
      },
      onError,
    });
    const takesFilms = timeline && sources.includes('file');
    const chosen = usePictureSource({ sources, first, input, takesFilms });
    const film = isAllowed ? chosen.film : null;
    const [player, setPlayer] = useState<HTMLVideoElement | null>(null);
    const [drawn, setDrawn] = useState<DrawnPicture | null>(null);
    const figure = useRef<HTMLElement>(null);
    useImperativeHandle(ref, () => figure.current!);
    useKeptFocus(figure);
    const body = useRef<HTMLDivElement>(null);
    const takesFiles = isAllowed && input === undefined && sources.includes('file');
    const drop = useDroppedPicture(body, takesFiles ? chosen.choose : undefined);

    const { classify, clear, load } = state;
    const target = isAllowed ? chosen.target : null;
    useEffect(() => {
      if (target === null) clear();
      else classify(target);
    }, [target, classify, clear]);
    useEffect(() => {
      if (film !== null) load();
    }, [film, load]);

    const pictureError = chosen.read.error;
    const report = useLatest(onError);
    const onSourceError = useCallback((error: Error) => report.current?.(error), [report]);
    useEffect(() => {
      if (pictureError !== null) onSourceError(pictureError);
    }, [pictureError, onSourceError]);

    const usesCamera = input === undefined && chosen.source === 'webcam';
    const isLive = usesCamera || isLiveSource(input);
    const isMirrored = mirror && usesCamera;
    const faces = target !== null && state.input === target ? state.faces : null;
    const selection = useFaceSelection(faces);
    const shown = usesCamera ? chosen.video : drawn?.picture === target ? drawn.element : null;

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
        ref={figure}
      >
        {isAllowed ? (
          <div
            ref={body}
            className="ferkit-look"
            data-film={film === null ? undefined : ''}
            data-dropping={drop.isDraggedOver ? '' : undefined}
            {...drop.handlers}
          >
            <ClassifierStage
              chosen={chosen}
              size={state.size}
              faces={faces}
              selection={faces !== null && faces.length > 1 ? selection : undefined}
              target={target}
              isControlled={input !== undefined}
              takesFilms={takesFilms}
              camera={cameraOptions}
              isMirrored={isMirrored}
              onDrawn={setDrawn}
              onPlayer={setPlayer}
              onError={onSourceError}
              messages={messages}
              overrides={overrides}
            />
            {film === null && (
              <ClassifierResults
                state={state}
                faces={faces}
                source={shown}
                selection={selection}
                isMirrored={isMirrored}
                isLive={isLive}
                topK={topK}
                isWaiting={target === null}
                pictureError={pictureError}
                messages={messages}
              />
            )}
            {timeline && (
              <ClassifierTimeline
                state={state}
                film={film}
                filmOptions={filmOptions}
                isLive={isLiveSource(target)}
                video={film === null && isLiveSource(input) && 'videoWidth' in input ? input : player}
                onRecorder={setRecorder}
                onCancel={chosen.clear}
                onError={onSourceError}
                messages={overrides}
              />
            )}
          </div>
        ) : (
          <ConsentGate consent={consent} onAccept={() => setConsent(true)} messages={messages} />
        )}
        {/* Here before its text, because screen readers announce changes alone. */}
        <div className="ferkit-hidden" role="status">
          {faces !== null && <FacesInWords faces={faces} isLive={isLive} messages={messages} />}
        </div>
        {notice !== false && notice !== null && <p className="ferkit-notice">{notice ?? messages.classifierNotice}</p>}
      </Figure>
    );
  },
);

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
