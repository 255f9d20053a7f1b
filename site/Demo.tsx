import {
  CameraView,
  FaceBoxes,
  FaceCard,
  useEmotionClassifier,
  useFaceSelection,
  type EmotionClassifierState,
} from '@ferkit/react';
import '@ferkit/react/styles/parts.css';
import { type ReactElement, type SyntheticEvent, useEffect, useRef, useState } from 'react';

/** A picture of the page: its file without extension, and its description. */
interface DemoPicture {
  readonly name: string;
  readonly alt: string;
}

interface DemoProps {
  readonly pictures: readonly DemoPicture[];
  /** Path to the folder of the pictures. */
  readonly folder: string;
}

/** Above this number of faces the cards are compact. */
const ROOMY = 2;

/** The real classifier, in a worker of this page, on drawn faces and on the visitor's own pictures and camera. */
export function Demo({ pictures, folder }: DemoProps): ReactElement {
  const [shown, setShown] = useState<{ readonly address: string; readonly alt: string } | 'camera'>(() => ({
    address: `${folder}${pictures[0]!.name}.webp`,
    alt: pictures[0]!.alt,
  }));
  const [element, setElement] = useState<HTMLImageElement | HTMLVideoElement | null>(null);
  const [milliseconds, setMilliseconds] = useState<number>();
  const [firstAnswer, setFirstAnswer] = useState<number>();
  const asked = useRef(0);
  const state = useEmotionClassifier({
    onResult: (faces, { isLive }) => {
      const now = performance.now();
      setFirstAnswer((before) => before ?? now);
      setMilliseconds(isLive ? faces[0]?.milliseconds : now - asked.current);
    },
  });
  const { faces, size, classify, clear, error, status } = state;
  const selection = useFaceSelection(faces);
  const isCamera = shown === 'camera';

  const show = (file: Blob | undefined): void => {
    if (file?.type.startsWith('image/')) setShown({ address: URL.createObjectURL(file), alt: 'Your picture' });
  };
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent): void => show([...(clipboardData?.files ?? [])][0]);
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  useEffect(() => {
    if (shown === 'camera' || !shown.address.startsWith('blob:')) return;
    return () => URL.revokeObjectURL(shown.address);
  }, [shown]);
  // The clock starts when the engine is there, so that it tells the picture and not the download.
  useEffect(() => {
    asked.current = performance.now();
  }, [element, shown, status]);

  const look = ({ currentTarget }: SyntheticEvent<HTMLImageElement>): void => {
    setElement(currentTarget);
    classify(currentTarget);
  };

  return (
    <>
      <div className="stage">
        {isCamera ? (
          <CameraView
            autoStart
            onVideo={(video) => {
              setElement(video);
              if (video === null) clear();
              else classify(video);
            }}
          >
            {faces && size && <FaceBoxes faces={faces} size={size} mirror selection={selection} />}
          </CameraView>
        ) : (
          <div className="picture">
            <img key={shown.address} src={shown.address} alt={shown.alt} onLoad={look} />
            {faces && size && <FaceBoxes faces={faces} size={size} selection={selection} />}
          </div>
        )}
      </div>
      <div className="choices">
        <ul>
          {pictures.map(({ name, alt }) => {
            const address = `${folder}${name}.webp`;
            return (
              <li key={name}>
                <button
                  type="button"
                  aria-pressed={!isCamera && shown.address === address}
                  onClick={() => setShown({ address, alt })}
                >
                  <img src={address} alt={alt} width="56" height="56" loading="lazy" />
                </button>
              </li>
            );
          })}
        </ul>
        <p className="own">
          <button type="button" className="main" onClick={() => setShown('camera')} disabled={isCamera}>
            Use my camera
          </button>
          <label className="button">
            Choose a picture
            <input type="file" accept="image/*" onChange={({ target }) => show(target.files?.[0])} />
          </label>
          <span>or paste one. Nothing leaves this page.</span>
        </p>
      </div>
      <div className="answers" aria-live="polite">
        {error !== null && <p role="alert">{error.message}</p>}
        {error === null && faces === null && <Waiting {...state} />}
        {faces?.length === 0 && <p>No face found.</p>}
        {faces?.map((face, index) => (
          <FaceCard
            key={face.track ?? index}
            {...{ face, selection }}
            number={faces.length > 1 ? index + 1 : undefined}
            source={element}
            topK={faces.length > ROOMY ? 1 : 4}
            compact={faces.length > ROOMY}
            mirror={isCamera}
            live={isCamera}
          />
        ))}
      </div>
      <Measured state={state} firstAnswer={firstAnswer} milliseconds={milliseconds} />
    </>
  );
}

/** Progress until the first result. */
function Waiting({ progress, status }: EmotionClassifierState): ReactElement {
  if (status === 'ready') return <p>Looking …</p>;
  if (progress?.type !== 'download') return <p>Starting the engine …</p>;
  const { loaded, total } = progress;
  return (
    <p>
      Loading engine and model, once: <progress value={loaded} max={total} /> {toMegabytes(loaded)} of{' '}
      {toMegabytes(total)}
    </p>
  );
}

interface MeasuredProps {
  readonly state: EmotionClassifierState;
  /** Milliseconds from the request of the page to the first answer. */
  readonly firstAnswer: number | undefined;
  readonly milliseconds: number | undefined;
}

/** Bytes and times of this visitor. */
function Measured({
  state: { progress, runsIn, classifier, faces },
  firstAnswer,
  milliseconds,
}: MeasuredProps): ReactElement {
  const [bytes, setBytes] = useState(0);
  if (progress?.type === 'download' && progress.loaded > bytes) setBytes(progress.loaded);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Loaded, once', bytes === 0 ? '…' : toMegabytes(bytes)],
    ['First answer after', firstAnswer === undefined ? '…' : `${(firstAnswer / 1000).toFixed(1)} s`],
    [
      faces && faces.length > 1 ? `This picture, ${faces.length} faces` : 'This picture',
      milliseconds === undefined ? '…' : `${milliseconds.toFixed(0)} ms`,
    ],
    ['Engine', classifier === null ? '…' : `${classifier.backend.name}${runsIn === 'worker' ? ', in a worker' : ''}`],
  ];
  return (
    <dl className="measured" aria-label="Measured on your machine">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const toMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
