import { type ReactNode, useImperativeHandle } from 'react';
import { guardPart } from '../elements/guardPart';
import { type DefaultContent, type PartProps, renderPart } from '../elements/PartProps';
import { commonMessages } from '../messages/commonMessages';
import { useTexts } from '../messages/MessagesProvider';
import { type FaceBoxState, useFaceBoxes, type UseFaceBoxesOptions } from './useFaceBoxes';

/** Props of {@link FaceBoxes}. */
export interface FaceBoxesProps
  extends Omit<PartProps<{ readonly boxes: readonly FaceBoxState[] }>, 'children'>, UseFaceBoxesOptions {
  /** Renders the content of a tag. @default the number of the face in a `<b>`, and its name in a `<span>` */
  readonly children?: ((box: FaceBoxState & DefaultContent) => ReactNode) | undefined;
}

/**
 * Boxes around faces, over a picture, with tags beside them: on no face and on no other tag. Put it into an element with
 * `position: relative` that has the size of the picture. It is hidden from screen readers, which read the cards.
 *
 * @example
 * ```tsx
 * <div style={{ position: 'relative' }}>
 *   <img src={address} alt="Picture" width="640" />
 *   <FaceBoxes faces={faces} size={{ width: 640, height: 360 }} />
 * </div>
 * ```
 */
export const FaceBoxes = /* @__PURE__ */ guardPart<FaceBoxesProps, HTMLDivElement>(
  'FaceBoxes',
  ({ findBoxesFault }) => findBoxesFault,
  function FaceBoxes(
    { faces, size, mirror, selection, messages: overrides, className, style, children, ...attributes },
    outerRef,
  ) {
    const messages = useTexts(commonMessages, overrides);
    const { boxes, ref, getBoxProps, getTagProps } = useFaceBoxes({ faces, size, mirror, selection }, messages);
    useImperativeHandle(outerRef, () => ref.current!);
    const content = boxes.map((box, index) => {
      const defaultChildren = (
        <>
          {box.number !== null && <b>{box.number}</b>}
          <span>{box.name}</span>
        </>
      );
      return (
        <div key={box.face.track ?? index} {...getBoxProps(index)}>
          <div {...getTagProps(index)}>
            {children === undefined ? defaultChildren : children({ ...box, defaultChildren })}
          </div>
        </div>
      );
    });
    return (
      <div
        aria-hidden="true"
        {...attributes}
        ref={ref}
        {...renderPart({ className, style }, { kind: 'boxes', state: { boxes }, messages, content })}
        data-linked={selection === undefined ? undefined : ''}
      />
    );
  },
);
