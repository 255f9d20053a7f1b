/** A rectangle in pixels of the upright image, from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How much a label is believed. */
export interface LabelScore {
  readonly label: string;
  /** In [0, 1]; the scores of all labels sum to 1. */
  readonly score: number;
}

/** What a classifier sees in one face. It names an expression, which is not the same as a feeling. */
export interface Classification {
  /** The label with the highest score; null where that score is below the classifier's threshold. */
  readonly label: string | null;
  /** The highest score. */
  readonly score: number;
  /** All labels, the most likely first. */
  readonly scores: readonly LabelScore[];
  /** Where in the image the face is. */
  readonly box: Box;
  /** Time from pixels to scores. */
  readonly milliseconds: number;
}
