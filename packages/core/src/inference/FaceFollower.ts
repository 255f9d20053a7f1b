import type { Face } from '../faces/Face';
import { FaceTracker, type TrackedFace } from '../faces/FaceTracker';
import type { FramedFace } from './FaceSource';

/** What a frame of a stream stands for to the tracker: a face that is missing in five of them is forgotten. */
const FRAME_MILLISECONDS = 100;

/** Follows the faces of a stream from frame to frame: smooths their boxes, and their scores where that is asked for. */
export class FaceFollower {
  readonly #tracker = new FaceTracker();
  readonly #smoother: ScoreSmoother;
  #clock = 0;

  /** @param smoothing - as in `StreamOptions` */
  constructor(smoothing: number) {
    this.#smoother = new ScoreSmoother(smoothing);
  }

  /** @param found - the faces of the next frame */
  follow(found: readonly Face[]): readonly TrackedFace[] {
    this.#clock += FRAME_MILLISECONDS;
    return this.#tracker.update(found, this.#clock);
  }

  /** @param scores - of each of the faces that were followed into the frame */
  smooth(faces: readonly FramedFace[], scores: readonly Float32Array[]): readonly Float32Array[] {
    this.#smoother.forget((track) => this.#tracker.isFollowing(track));
    return faces.map(({ track }, index) => this.#smoother.smooth(track, scores[index]!));
  }
}

/** Smooths the scores of each face of a stream by those it had before. */
class ScoreSmoother {
  readonly #weight: number;
  #before = new Map<number | null, Float32Array>();

  /** @param weight - of the frames before, in [0, 1) */
  constructor(weight: number) {
    this.#weight = weight;
  }

  /** @param track - which face it is; null where all images are of one */
  smooth(track: number | null, scores: Float32Array): Float32Array {
    const smoothed = smoothScores(scores, this.#before.get(track), this.#weight);
    this.#before.set(track, smoothed);
    return smoothed;
  }

  /** Forgets the faces that are no longer followed. */
  forget(isFollowing: (track: number) => boolean): void {
    for (const track of this.#before.keys()) if (track !== null && !isFollowing(track)) this.#before.delete(track);
  }
}

/**
 * Exponential smoothing of scores over frames.
 * @param weight - of the smoothed scores before, in [0, 1)
 */
function smoothScores(scores: Float32Array, previous: Float32Array | undefined, weight: number): Float32Array {
  if (previous === undefined || weight === 0) return scores;
  return scores.map((score, index) => weight * previous[index]! + (1 - weight) * score);
}
