import type { FacePoint } from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';

/** Where a point of the face appears when the head is turned; `depth` is how far it stands out of the head's middle. */
export function project({ yaw, pitch }: FaceTraits, x: number, y: number, depth: number): FacePoint {
  return {
    x: x * Math.cos(yaw) + depth * Math.sin(yaw),
    y: y * Math.cos(pitch) + depth * Math.sin(pitch),
  };
}
