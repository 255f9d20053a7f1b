import type { Classification } from '@ferkit/core';

/** Takes the label from each face whose highest score is below a threshold. */
export function applyThreshold(faces: readonly Classification[], threshold: number): readonly Classification[] {
  return faces.map((face) => (face.score < threshold ? { ...face, label: null } : face));
}
