/** The kinds of corruptions, in the order in which reports and charts list them. */
export const CORRUPTION_KINDS = [
  'noise',
  'blur',
  'small',
  'jpeg',
  'dark',
  'contrast',
  'rotate',
  'scale',
  'shift',
  'patch',
] as const;

/** A way in which images of faces get worse; {@link Corruption.strength} says in which unit each is measured. */
export type CorruptionKind = (typeof CORRUPTION_KINDS)[number];

/** A change for the worse of an image, for `corruptImage` and for the option `corruptions` of `evaluate`. */
export interface Corruption {
  readonly kind: CorruptionKind;
  /**
   * How strong it is, in the natural unit of its kind. Pixels are those of an image that is 48 pixels wide; in other images all
   * lengths grow with the width.
   *
   * - `noise`: standard deviation of Gaussian noise in grey levels of 255, above 0 to 255
   * - `blur`: standard deviation of a Gaussian in pixels, above 0 to 24
   * - `small`: width in pixels to which the face is reduced before it is enlarged again, from 2, below 48
   * - `jpeg`: quality of JPEG compression, a whole number from 1 (poor) to 100
   * - `dark`: exponent e of the tone curve 127.5 (v / 255)^e, from 1 to 10
   * - `contrast`: factor of the contrast f in 110 + f (v - 128), from 0 to 1
   * - `rotate`: angle in degrees, above 0 to 180; to the left or to the right at random
   * - `scale`: factor of the size about the centre, from 0.25 to 4
   * - `shift`: distance in pixels along both axes, above 0 to 24; the signs at random
   * - `patch`: side in pixels of a square that hides a part of the face, above 0 to 48; its place at random
   */
  readonly strength: number;
}
