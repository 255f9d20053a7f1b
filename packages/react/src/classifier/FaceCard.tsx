import type { Classification } from '@ferkit/core';
import type { ReactElement, ReactNode } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { ScoreBars } from '../scores/ScoreBars';
import { nameFace } from './nameFace';

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
