import type { Box, FaceLandmarks } from '../faces/Face';
import type { FaceFrame } from '../faces/frameFace';

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
  /** Where in the image the face is: all of it where no face was looked for. It may reach beyond the image. */
  readonly box: Box;
  /** What of the image the network was given; null where that is all of it. */
  readonly frame: FaceFrame | null;
  /** Null where no face was looked for, or the detector knows none. */
  readonly landmarks: FaceLandmarks | null;
  /** How sure the detector is that this is a face, in [0, 1]; null where no face was looked for. */
  readonly faceScore: number | null;
  /** Whether the face is narrower than 48 pixels, which leaves little to see an expression in. */
  readonly small: boolean;
  /** In a stream the same for the same face from frame to frame; null elsewhere, and where no face was looked for. */
  readonly track: number | null;
  /** Time from pixels to scores, finding the face included. */
  readonly milliseconds: number;
}

/** Scores with their labels, the highest first; equal ones in the order of the labels. */
export function rankScores(labels: readonly string[], scores: Float32Array): readonly LabelScore[] {
  return labels.map((label, index) => ({ label, score: scores[index]! })).sort((a, b) => b.score - a.score);
}
