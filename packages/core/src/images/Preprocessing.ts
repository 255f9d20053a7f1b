/**
 * How pixels become numbers for a network. It travels inside the model file, so that a model can never be fed with
 * another scaling than it was trained with.
 */
export interface Preprocessing {
  /** Grey from colour: ITU-R BT.601 luma, `0.299 R + 0.587 G + 0.114 B`. */
  readonly gray: 'rec601';
  /** Resampling to the input size: averaging over the covered area when shrinking, bilinear when growing. */
  readonly resize: 'area';
  /** Subtracted from a pixel scaled to [0, 1]. */
  readonly mean: number;
  /** What the difference is divided by: `(pixel / 255 - mean) / std`. */
  readonly std: number;
}
