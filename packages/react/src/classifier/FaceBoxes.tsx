import type { Classification } from '@ferkit/core';
import type { CSSProperties, ReactElement } from 'react';
import type { CommonMessages } from '../messages/commonMessages';

interface FaceBoxesProps {
  readonly faces: readonly Classification[];
  readonly size: { readonly width: number; readonly height: number };
  readonly isMirrored: boolean;
  readonly messages: CommonMessages;
}

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

/** Frames around the faces, over the picture. The list beside it says the same to those who do not see it. */
export function FaceBoxes({ faces, size, isMirrored, messages }: FaceBoxesProps): ReactElement {
  return (
    <div className="ferkit-boxes" aria-hidden="true">
      {faces.map((face, place) => {
        const { x, y, width, height } = face.box;
        const left = isMirrored ? size.width - x - width : x;
        const style: CSSProperties = {
          left: share(left, size.width),
          top: share(y, size.height),
          width: share(width, size.width),
          height: share(height, size.height),
        };
        return (
          <div
            key={face.track ?? place}
            style={style}
            data-side={left + width / 2 > size.width / 2 ? 'right' : undefined}
            data-uncertain={face.label === null ? '' : undefined}
          >
            <span>
              {faces.length > 1 && <b>{place + 1}</b>} {nameFace(face, messages)}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** What a face shows, in a word. */
export function nameFace({ label }: Pick<Classification, 'label'>, messages: CommonMessages): string {
  return label === null ? messages.uncertain : messages.label(label);
}
