import type { Face } from '../faces/Face';
import { canFollow, type FaceDetector } from '../faces/FaceDetector';
import { isTilted } from '../faces/FaceFrame';
import { FaceTracks, faceTrackerTable } from '../faces/FaceTracks';
import { defaultsOf } from '../options';
import type { FaceCrop, StreamFace } from './FaceExtractor';

/** Seconds between two frames of a stream without times. The tracker's limit of 500 ms then ends a track after five frames. */
const FRAME = 0.1;

/** Frames and milliseconds after which the whole frame is searched again while faces are followed: new faces are seen that late. */
const WHOLE = { frames: 4, milliseconds: 400 };

/** The state of a stream from frame to frame: tracks faces, and smooths the scores of each track. */
export class StreamTracker {
  readonly #tracker = new FaceTracks(defaultsOf(faceTrackerTable));
  readonly #weightOf: (seconds: number) => number;
  /** The smoothed scores of each track and their time. Without detection, each image is one face, and the key is null. */
  readonly #previous = new Map<number | null, { readonly scores: Float32Array; readonly time: number }>();
  /** Tracks that are framed upright. */
  readonly #tilted = new Set<number>();
  #time = 0;
  #frame = 0;
  #lastWhole = { frame: 0, milliseconds: 0 };

  /** @param weightOf - the weight, in [0, 1), of scores that are so many seconds old */
  constructor(weightOf: (seconds: number) => number) {
    this.#weightOf = weightOf;
  }

  /**
   * Begins the next frame.
   * @param time - in seconds; undefined for a stream without times
   */
  begin(time = this.#time + FRAME): void {
    this.#time = time;
  }

  /** True while a track can still be continued. */
  isTracking(track: number): boolean {
    return this.#tracker.isTracking(track);
  }

  /** The detector for the next frame: it looks near the last places of the faces, if it can. */
  follow(detector: FaceDetector): FaceDetector {
    const boxes = this.#tracker.detected?.map(({ box }) => box) ?? [];
    if (!canFollow(detector) || boxes.length === 0) return detector;
    const now = performance.now();
    const { frame, milliseconds } = this.#lastWhole;
    const whole = ++this.#frame - frame >= WHOLE.frames || now - milliseconds >= WHOLE.milliseconds;
    if (whole) this.#lastWhole = { frame: this.#frame, milliseconds: now };
    return {
      detect: (image, { signal } = {}) => detector.follow(image, boxes, { signal, whole }),
      dispose: () => undefined,
    };
  }

  /** @param detected - the faces of the next frame */
  track(detected: readonly Face[]): readonly StreamFace[] {
    const faces = this.#tracker.update(detected, 1000 * this.#time).map((face) => {
      const upright = isTilted(face, this.#tilted.has(face.track));
      if (upright) this.#tilted.add(face.track);
      else this.#tilted.delete(face.track);
      return { ...face, upright };
    });
    for (const track of this.#tilted) if (!this.#tracker.isTracking(track)) this.#tilted.delete(track);
    return faces;
  }

  /**
   * Exponential smoothing over the frames of each track.
   * @param scores - of each face of the frame
   */
  smooth(faces: readonly FaceCrop[], scores: readonly Float32Array[]): readonly Float32Array[] {
    for (const track of this.#previous.keys()) {
      if (track !== null && !this.#tracker.isTracking(track)) this.#previous.delete(track);
    }
    return faces.map(({ track }, index) => {
      const previous = this.#previous.get(track);
      const weight = previous === undefined ? 0 : this.#weightOf(this.#time - previous.time);
      const smoothed = mixScores(scores[index]!, previous?.scores, weight);
      this.#previous.set(track, { scores: smoothed, time: this.#time });
      return smoothed;
    });
  }
}

function mixScores(scores: Float32Array, previous: Float32Array | undefined, weight: number): Float32Array {
  if (previous === undefined || weight === 0) return scores;
  return scores.map((score, index) => weight * previous[index]! + (1 - weight) * score);
}
