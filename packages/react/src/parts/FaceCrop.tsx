import { type CanvasHTMLAttributes, useImperativeHandle } from 'react';
import { guardPart } from '../elements/guardPart';
import { useFaceCrop, type UseFaceCropOptions } from './useFaceCrop';

/** Props of {@link FaceCrop}: besides its options, attributes of a `<canvas>`. */
export interface FaceCropProps
  extends Omit<CanvasHTMLAttributes<HTMLCanvasElement>, 'width' | 'height' | 'children'>, UseFaceCropOptions {}

/**
 * The part of a picture that the network was given, upright; the style sheet shows it grey, as the network sees it. Screen readers
 * skip it unless it has an `aria-label`.
 *
 * @example
 * ```tsx
 * <FaceCrop face={face} source={video} mirror />
 * ```
 */
export const FaceCrop = /* @__PURE__ */ guardPart<FaceCropProps, HTMLCanvasElement>(
  'FaceCrop',
  ({ findCropFault }) => findCropFault,
  function FaceCrop({ face, source, size, mirror, className, ...attributes }, outerRef) {
    const canvas = useFaceCrop({ face, source, size, mirror });
    useImperativeHandle(outerRef, () => canvas.ref.current!);
    const named = attributes['aria-label'] === undefined ? { 'aria-hidden': true } : { role: 'img' };
    return (
      <canvas {...named} {...attributes} {...canvas} className={`ferkit-crop${className ? ` ${className}` : ''}`} />
    );
  },
);
