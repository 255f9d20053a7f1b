import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCard } from '../parts/FaceCard';
import type { PictureElement } from '../parts/useFaceCrop';
import { faceKey, type FaceSelection } from '../parts/useFaceSelection';
import { describeGroup } from './FacesInWords';

interface FoundFacesProps {
  /** At least one. */
  readonly faces: readonly Classification[];
  /** Element that shows the picture, which the crops are taken from; null until it is drawn. */
  readonly source: PictureElement | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly isMirrored: boolean;
  readonly isLive: boolean;
  readonly labels: readonly string[];
  /** Number of labels shown for each face; undefined for the default. */
  readonly topK: number | undefined;
  readonly selection: FaceSelection;
  /** Name of the backend that classified. */
  readonly backend: string;
  readonly messages: ClassifierMessages;
}

/** With more labels than this, only the top five are shown for a face. */
const MANY_LABELS = 8;
/** More faces than this have compact cards in a grid. */
const MANY_FACES = 4;

/** The faces with their scores, a summary of several, and the backend and its time under details. */
export function FoundFaces({
  faces,
  source,
  size,
  isMirrored,
  isLive,
  labels,
  topK,
  selection,
  backend,
  messages,
}: FoundFacesProps): ReactElement {
  const { count } = numberFormats(messages.locale);
  const milliseconds = Math.max(1, Math.round(faces[0]!.milliseconds));
  const isSingle = faces.length === 1;
  // In a video the cards of several faces are all of the same small size, so that faces that come and go move little.
  const isCompact = faces.length > MANY_FACES || (isLive && !isSingle);
  const topOfOne = labels.length > MANY_LABELS ? 5 : labels.length;
  return (
    <>
      {!isSingle && <p className="ferkit-sum">{describeGroup(faces, messages)}</p>}
      <ul className="ferkit-found" data-compact={isCompact ? '' : undefined}>
        {faces.map((face, index) => (
          <li key={faceKey(face, index)}>
            <FaceCard
              face={face}
              number={isSingle ? undefined : index + 1}
              labels={labels}
              topK={topK ?? (isSingle ? topOfOne : 3)}
              source={size && source}
              size={size ?? undefined}
              mirror={isMirrored}
              live={isLive}
              compact={isCompact}
              selection={isSingle ? undefined : selection}
              messages={messages}
            />
          </li>
        ))}
      </ul>
      <details className="ferkit-data">
        <summary>{messages.errorDetails}</summary>
        <p className="ferkit-ran">{messages.ranOn({ backend, milliseconds: count(milliseconds) })}</p>
      </details>
    </>
  );
}
