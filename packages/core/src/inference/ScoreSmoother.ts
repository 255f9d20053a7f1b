import { smoothScores } from './smoothScores';

/** Smooths the scores of each face of a stream by those it had before. */
export class ScoreSmoother {
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
