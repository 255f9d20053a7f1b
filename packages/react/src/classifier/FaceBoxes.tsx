import type { Classification } from '@ferkit/core';
import type { CSSProperties, ReactElement } from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import { numberFormats } from '../messages/numberFormats';

interface FaceBoxesProps {
  readonly faces: readonly Classification[];
  readonly size: { readonly width: number; readonly height: number };
  readonly isMirrored: boolean;
  readonly messages: CommonMessages;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

/** Boxes around the faces, over the picture. They are hidden from screen readers, which read the list beside the picture. */
export function FaceBoxes({ faces, size, isMirrored, messages }: FaceBoxesProps): ReactElement {
  const { count } = numberFormats(messages.locale);
  return (
    <div className="ferkit-boxes" aria-hidden="true">
      {faces.map((face, index) => {
        const { x, y, width, height } = face.box;
        const left = isMirrored ? size.width - x - width : x;
        const style: CSSProperties = {
          left: percent(left, size.width),
          top: percent(y, size.height),
          width: percent(width, size.width),
          height: percent(height, size.height),
        };
        return (
          <div
            key={face.track ?? index}
            style={style}
            data-side={left + width / 2 > size.width / 2 ? 'right' : undefined}
            data-uncertain={face.label === null ? '' : undefined}
          >
            <span>
              {faces.length > 1 && <b>{count(index + 1)}</b>}{' '}
              {!isCrowded(face, faces, size) && nameFace(face, messages)}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/**
 * True if the name of another face would cover this one or its name: they are closer than a name is wide and high on a phone. The list
 * beside the picture names them by their numbers.
 */
function isCrowded({ box }: Classification, faces: readonly Classification[], size: FaceBoxesProps['size']): boolean {
  return faces.some(
    (other) =>
      other.box !== box &&
      Math.abs(other.box.x + other.box.width / 2 - box.x - box.width / 2) < NAME.width * size.width &&
      Math.abs(other.box.y + other.box.height - box.y - box.height) < NAME.height * size.width,
  );
}

/** Size of a name, in widths of the picture. */
const NAME = { width: 0.25, height: 0.1 };

/** The displayed label of a face. */
export function nameFace({ label }: Pick<Classification, 'label'>, messages: CommonMessages): string {
  return label === null ? messages.uncertain : messages.label(label);
}
