import type { Box, FaceLandmarks } from '../faces/Face';
import type { FaceFrame } from '../faces/FaceFrame';
import type { Turn } from '../faces/turnImage';

/** A label and its probability. */
export interface LabelScore {
  readonly label: string;
  /** In [0, 1]; the scores of all labels sum to 1. */
  readonly score: number;
}

/** The result for one face. It names the expression on the face, not what the person feels. */
export interface Classification {
  /** The label with the highest score; null if that score is below the classifier's threshold. */
  readonly label: string | null;
  /** The highest score, in [0, 1]. */
  readonly score: number;
  /** All labels, the highest score first. */
  readonly scores: readonly LabelScore[];
  /** The face in the image, in pixels; the whole image without face detection. It may reach beyond the image. */
  readonly box: Box;
  /** The part of the image that was cropped for the network; null for the whole image. */
  readonly frame: FaceFrame | null;
  /** True if the frame is rotated so that the eyes are level, as for a head that is tilted by more than 25 degrees. */
  readonly upright: boolean;
  /**
   * Degrees by which the image was turned clockwise to find the face with its head up, as in a photo whose camera was turned. Boxes,
   * landmarks and frames are in the coordinates of the image as it was given.
   */
  readonly turned: Turn;
  /** True if the whole image was taken as one cropped face. */
  readonly whole: boolean;
  /** True if the grey levels of a dark crop, or of one with low contrast, were stretched to the usual range. */
  readonly stretched: boolean;
  /** Null without face detection, or from a detector without landmarks. */
  readonly landmarks: FaceLandmarks | null;
  /** Confidence of the face detector, in [0, 1]; null without face detection. */
  readonly faceScore: number | null;
  /** True for a face narrower than 48 pixels, too small to classify reliably. */
  readonly small: boolean;
  /** In a stream the number of the face's track, the same from frame to frame; null otherwise and without face detection. */
  readonly track: number | null;
  /**
   * The face's share of the time from pixels to scores, face detection included and reading files not. Time in which several faces,
   * images or calls of a classifier are worked on is divided among them, so that the shares of all faces sum to no more than the time
   * on the clock.
   */
  readonly milliseconds: number;
}

/** Labels with their scores, the highest first; equal scores in the order of the labels. */
export function rankScores(labels: readonly string[], scores: Float32Array): readonly LabelScore[] {
  return labels.map((label, index) => ({ label, score: scores[index]! })).sort((a, b) => b.score - a.score);
}
