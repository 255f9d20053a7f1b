import type { Classification } from '@ferkit/core';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { ScoreBars } from '../elements/ScoreBars';
import { nameFace } from './FaceBoxes';
import type { Surface } from './liveFrames';

interface FaceCardProps {
  readonly face: Classification;
  /** From 1; null where there is only this one. */
  readonly number: number | null;
  /** The labels in the order in which their bars stay, so that they do not jump about in a video. */
  readonly labels: readonly string[];
  readonly topK: number;
  readonly crop: ReactNode;
  readonly messages: ClassifierMessages;
}

/** One face: what it shows, how sure that is, and what else it may be. */
export function FaceCard({ face, number, labels, topK, crop, messages }: FaceCardProps): ReactElement {
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

/** Side of the preview in pixels; the style sheet makes it smaller. */
const SIDE = 96;

/** What of the picture the network was given, as it is seen in it; the style sheet makes it grey. */
export function FaceCrop({ face: { box, frame }, surface, size, isMirrored }: FaceCropProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const { center, side, angle } = frame ?? {
      center: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
      side: Math.max(box.width, box.height),
      angle: 0,
    };
    const scale = SIDE / side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.translate(SIDE / 2, SIDE / 2);
    context.scale(isMirrored ? -scale : scale, scale);
    context.rotate(-angle);
    context.translate(-center.x, -center.y);
    context.drawImage(surface.element, 0, 0, size.width, size.height);
  }, [box, frame, surface, size, isMirrored]);
  return <canvas ref={ref} className="ferkit-crop" width={SIDE} height={SIDE} aria-hidden="true" />;
}
