import type { Face } from '../faces/Face';
import { FaceTracker, type TrackedFace } from '../faces/FaceTracker';
import type { FramedFace } from './FaceSource';
import { ScoreSmoother } from './ScoreSmoother';

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
