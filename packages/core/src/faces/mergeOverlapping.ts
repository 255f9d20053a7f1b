import { blendFaces } from './blendFaces';
import type { Face } from './Face';
import { intersectionOverUnion } from './intersectionOverUnion';

/**
 * Non-maximum suppression that blends instead of dropping: detections of the same face become their mean, weighted by
 * their scores, and keep the highest of them. It is steadier from frame to frame than the best box alone (V. Bazarevsky
 * et al., "BlazeFace", 2019).
 * @param overlap - intersection over union from which two boxes are of the same face
 * @returns the faces, the surest first
 */
export function mergeOverlapping(faces: readonly Face[], overlap: number): readonly Face[] {
  let rest = [...faces].sort((a, b) => b.score - a.score);
  const merged: Face[] = [];
  while (rest.length > 0) {
    const best = rest[0]!;
    const isSame = (face: Face): boolean => face === best || intersectionOverUnion(face.box, best.box) >= overlap;
    const same = rest.filter(isSame);
    rest = rest.filter((face) => !isSame(face));
    merged.push(
      blendFaces(
        same,
        same.map(({ score }) => score),
      ),
    );
  }
  return merged;
}
