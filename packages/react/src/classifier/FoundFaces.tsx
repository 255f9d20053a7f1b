import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCard, FaceCrop } from './FaceCard';
import type { Surface } from './liveFrames';

/** Props of {@link FoundFaces}. */
export interface FoundFacesProps {
  /** At least one. */
  readonly faces: readonly Classification[];
  /** Where the picture stands that the faces are cut out of; null while it is not drawn. */
  readonly surface: Surface | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly isMirrored: boolean;
  readonly labels: readonly string[];
  /** How many labels are shown of a face, where the caller says so. */
  readonly topK: number | undefined;
  /** What classified. */
  readonly backend: string;
  readonly messages: ClassifierMessages;
}

/** With more labels than this not all of them are shown of a face. */
const MANY_LABELS = 8;

/** The faces of a picture one below the other, and what found out about them. */
export function FoundFaces({ faces, surface, size, labels, ...props }: FoundFacesProps): ReactElement {
  const { isMirrored, topK, backend, messages } = props;
  const all = labels.length > MANY_LABELS ? 5 : labels.length;
  const { count } = numberFormats(messages.locale);
  const milliseconds = Math.max(1, Math.round(faces[0]!.milliseconds));
  return (
    <>
      <ul className="ferkit-found">
        {faces.map((face, place) => (
          <FaceCard
            key={face.track ?? place}
            face={face}
            number={faces.length > 1 ? place + 1 : null}
            labels={labels}
            topK={topK ?? (faces.length > 1 ? 3 : all)}
            crop={surface && size && <FaceCrop {...{ face, surface, size, isMirrored }} />}
            messages={messages}
          />
        ))}
      </ul>
      <p className="ferkit-ran">{messages.ranOn({ backend, milliseconds: count(milliseconds) })}</p>
    </>
  );
}
