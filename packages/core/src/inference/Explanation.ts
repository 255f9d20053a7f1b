import type { Abortable } from '../abortable';
import type { Box } from '../faces/Face';
import type { FaceFrame } from '../faces/FaceFrame';
import { defaultsOf, integer, type OptionTable, signalRule, temperatureRule, textRule, withDefault } from '../options';

/** Options of `explain` and of a classifier's `explain`. */
export interface ExplainOptions extends Abortable {
  /** The label to explain. @default the label with the highest score */
  readonly label?: string;
  /** Side of the square that covers a part of the face, in pixels of the model's input, at least 1. @default 8 */
  readonly patch?: number;
  /** Pixels from one square to the next, from 1 to `patch`. Half the stride takes four times as long. @default 4 */
  readonly stride?: number;
  /** Covered images that are scored at once. @default 64 */
  readonly batchSize?: number;
  /** Divides the logits before the softmax; above 0. @default the classifier's, or else the one stored in the model */
  readonly temperature?: number | undefined;
}

export const explainTable: OptionTable<ExplainOptions, 'patch' | 'stride' | 'batchSize'> = {
  label: textRule,
  patch: withDefault(8, integer({ from: 1 })),
  stride: withDefault(4, integer({ from: 1 })),
  batchSize: withDefault(64, integer({ from: 1 })),
  temperature: temperatureRule,
  signal: signalRule,
};

/** The defaults of {@link ExplainOptions}. */
export const explainDefaults: Required<Pick<ExplainOptions, 'patch' | 'stride' | 'batchSize'>> =
  /* @__PURE__ */ defaultsOf(explainTable);

/** The parts of a face that a score depends on. */
export interface Explanation {
  /** The label that is explained. */
  readonly label: string;
  /** Its score for the whole face, in [0, 1]. */
  readonly score: number;
  /** Width of the model's input in pixels. */
  readonly width: number;
  /** Height of the model's input in pixels. */
  readonly height: number;
  /**
   * height x width numbers in [-1, 1], row by row: the mean drop of the score over all squares that cover the pixel. A
   * positive pixel is evidence for the label, a negative one against it.
   */
  readonly influence: Float32Array;
}

/** The explanation of one face in an image. */
export interface FaceExplanation extends Explanation {
  /** The face in the image, in pixels. */
  readonly box: Box;
  /** The part of the image that `influence` covers; null for the whole image. */
  readonly frame: FaceFrame | null;
}
