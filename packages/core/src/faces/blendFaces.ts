import type { Face, FaceLandmarks, Point } from './Face';

/**
 * The weighted mean of faces: of their boxes and of each landmark. The score is that of the first.
 * @param weights - one a face, positive, of any sum
 */
export function blendFaces(faces: readonly Face[], weights: readonly number[]): Face {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((total, value, index) => total + weights[index]! * value, 0) / sum;
  // Corners are linear in centre and size, so the mean of the ones is that of the others.
  const boxes = faces.map(({ box }) => box);
  return {
    box: {
      x: mean(boxes.map(({ x }) => x)),
      y: mean(boxes.map(({ y }) => y)),
      width: mean(boxes.map(({ width }) => width)),
      height: mean(boxes.map(({ height }) => height)),
    },
    score: faces[0]!.score,
    landmarks: blendLandmarks(
      faces.map(({ landmarks }) => landmarks),
      mean,
    ),
  };
}

function blendLandmarks(
  all: readonly (FaceLandmarks | null)[],
  mean: (values: readonly number[]) => number,
): FaceLandmarks | null {
  const known = all.filter((landmarks) => landmarks !== null);
  if (known.length < all.length) return null;
  const meanPoint = (name: keyof FaceLandmarks): Point => ({
    x: mean(known.map((landmarks) => landmarks[name].x)),
    y: mean(known.map((landmarks) => landmarks[name].y)),
  });
  return {
    rightEye: meanPoint('rightEye'),
    leftEye: meanPoint('leftEye'),
    nose: meanPoint('nose'),
    mouth: meanPoint('mouth'),
    rightEar: meanPoint('rightEar'),
    leftEar: meanPoint('leftEar'),
  };
}
