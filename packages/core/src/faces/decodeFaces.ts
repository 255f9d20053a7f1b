import type { Face, Point } from './Face';
import type { DetectorInput } from './fitToDetector';

/** The network's output at one of its two strides. A prediction is one anchor of one cell. */
export interface LayerOutput {
  /** Width and height of a cell in pixels of the input. */
  readonly stride: number;
  /** Anchors per cell. */
  readonly anchors: number;
  /** One logit per prediction: cells row by row, anchors within a cell. */
  readonly scores: Float32Array;
  /** 16 numbers per prediction, relative to the centre of the cell: centre and size of the box, then six landmarks. */
  readonly boxes: Float32Array;
}

/** Numbers per prediction in {@link LayerOutput.boxes}. */
const BOX_NUMBERS = 16;

/** Narrower predictions, in pixels of the input, are noise. */
const MIN_WIDTH = 9;

/** Selects predictions. */
export interface DecodeOptions {
  readonly minScore: number;
  /** Predictions at least this wide are dropped; in pixels of the input. */
  readonly maxWidth: number;
}

/** Decodes predictions to faces in pixels of the image. Several of them may be of the same face. */
export function decodeFaces(
  { stride, anchors, scores, boxes }: LayerOutput,
  input: Omit<DetectorInput, 'pixels'>,
  { minScore, maxWidth }: DecodeOptions,
): readonly Face[] {
  const columns = input.width / stride;
  // Comparing logits saves an exponential for each of thousands of predictions.
  const minLogit = Math.log(minScore / (1 - minScore));
  const faces: Face[] = [];
  for (let prediction = 0; prediction < scores.length; prediction++) {
    const logit = scores[prediction]!;
    if (logit < minLogit) continue;
    const numbers = boxes.subarray(prediction * BOX_NUMBERS, (prediction + 1) * BOX_NUMBERS);
    const width = numbers[2]!;
    if (width < MIN_WIDTH || width >= maxWidth) continue;
    const cell = Math.floor(prediction / anchors);
    const centerX = ((cell % columns) + 0.5) * stride;
    const centerY = (Math.floor(cell / columns) + 0.5) * stride;
    const point = (offset: number): Point => ({
      x: (numbers[offset]! + centerX - input.left) * input.scaleX,
      y: (numbers[offset + 1]! + centerY - input.top) * input.scaleY,
    });
    faces.push({
      box: toBox(point(0), width * input.scaleX, numbers[3]! * input.scaleY),
      score: 1 / (1 + Math.exp(-logit)),
      landmarks: {
        rightEye: point(4),
        leftEye: point(6),
        nose: point(8),
        mouth: point(10),
        rightEar: point(12),
        leftEar: point(14),
      },
    });
  }
  return faces;
}

const toBox = ({ x, y }: Point, width: number, height: number): Face['box'] => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});
