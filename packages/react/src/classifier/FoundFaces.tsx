import type { Classification } from '@ferkit/core';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { ScoreBars } from '../elements/ScoreBars';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { nameFace } from './FaceBoxes';
import type { Surface } from './PictureCanvas';

interface FoundFacesProps {
  /** At least one. */
  readonly faces: readonly Classification[];
  /** The drawn picture, which the face crops are taken from; null until it is drawn. */
  readonly surface: Surface | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly isMirrored: boolean;
  readonly labels: readonly string[];
  /** Number of labels shown for each face; undefined for the default. */
  readonly topK: number | undefined;
  /** Name of the backend that classified. */
  readonly backend: string;
  readonly messages: ClassifierMessages;
}

/** With more labels than this, only the top five are shown for a face. */
const MANY_LABELS = 8;

/** List of the faces with their scores, then the backend and its time per face. */
export function FoundFaces({
  faces,
  surface,
  size,
  isMirrored,
  labels,
  topK,
  backend,
  messages,
}: FoundFacesProps): ReactElement {
  const topOfOne = labels.length > MANY_LABELS ? 5 : labels.length;
  const { count } = numberFormats(messages.locale);
  const milliseconds = Math.max(1, Math.round(faces[0]!.milliseconds));
  return (
    <>
      <ul className="ferkit-found">
        {faces.map((face, index) => (
          <FaceCard
            key={face.track ?? index}
            face={face}
            number={faces.length > 1 ? index + 1 : null}
            labels={labels}
            topK={topK ?? (faces.length > 1 ? 3 : topOfOne)}
            crop={surface && size && <FaceCrop {...{ face, surface, size, isMirrored }} />}
            messages={messages}
          />
        ))}
      </ul>
      <p className="ferkit-ran">{messages.ranOn({ backend, milliseconds: count(milliseconds) })}</p>
    </>
  );
}

interface FaceCardProps {
  readonly face: Classification;
  /** Number of the face from 1; null for a single face. */
  readonly number: number | null;
  /** Labels in the order of their bars, which stays fixed so that bars do not jump in a video. */
  readonly labels: readonly string[];
  readonly topK: number;
  readonly crop: ReactNode;
  readonly messages: ClassifierMessages;
}

/** One face: its label, the score, and bars for the most likely labels. */
function FaceCard({ face, number, labels, topK, crop, messages }: FaceCardProps): ReactElement {
  const { exactShare, count } = numberFormats(messages.locale);
  const shown = face.scores.slice(0, topK);
  const scores =
    topK < labels.length ? shown : labels.map((label) => face.scores.find((score) => score.label === label)!);
  const best = face.scores[0]!;
  return (
    <li className="ferkit-face">
      {crop}
      <div>
        {number !== null && <span className="ferkit-number">{messages.face(count(number))}</span>}
        <p className="ferkit-expression" data-uncertain={face.label === null ? '' : undefined}>
          <strong>{nameFace(face, messages)}</strong>
          {face.label !== null && <span>{exactShare(face.score)}</span>}
        </p>
        {face.label === null && (
          <p>{messages.mostLikely({ label: messages.label(best.label), score: exactShare(best.score) })}</p>
        )}
        {face.turned !== 0 && <p>{messages.turnedPicture({ degrees: count(face.turned) })}</p>}
        {face.upright && <p>{messages.uprightFace}</p>}
        {face.stretched && <p>{messages.stretchedFace}</p>}
        {face.small && <p>{messages.smallFace}</p>}
      </div>
      <ScoreBars scores={scores} messages={messages} />
    </li>
  );
}

interface FaceCropProps {
  readonly face: Classification;
  readonly surface: Surface;
  readonly size: { readonly width: number; readonly height: number };
  readonly isMirrored: boolean;
}

/** Side of the preview in pixels; the style sheet shows it smaller. */
const SIDE = 96;

/** The part of the picture that the network was given; the style sheet turns it grey. */
function FaceCrop({ face: { frame, turned }, surface, size, isMirrored }: FaceCropProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const { center, side, angle } = frame ?? {
      center: { x: size.width / 2, y: size.height / 2 },
      side: Math.max(size.width, size.height),
      angle: (-turned * Math.PI) / 180,
    };
    const scale = SIDE / side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.translate(SIDE / 2, SIDE / 2);
    context.scale(isMirrored ? -scale : scale, scale);
    context.rotate(-angle);
    context.translate(-center.x, -center.y);
    context.drawImage(surface.element, 0, 0, size.width, size.height);
  }, [frame, turned, surface, size, isMirrored]);
  return <canvas ref={ref} className="ferkit-crop" width={SIDE} height={SIDE} aria-hidden="true" />;
}
