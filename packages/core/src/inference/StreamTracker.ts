import type { Face } from '../faces/Face';
import { canFollow, type FaceDetector } from '../faces/FaceDetector';
import { isTilted } from '../faces/FaceFrame';
import { FaceTracks, faceTrackerTable } from '../faces/FaceTracks';
import { defaultsOf } from '../options';
import type { FaceCrop, StreamFace } from './FaceExtractor';

/** Time between two frames as the tracker is told, at any frame rate. Its limit of 500 ms then ends a track after five frames. */
const FRAME_MILLISECONDS = 100;

/** Frames and milliseconds after which the whole frame is searched again while faces are followed: new faces are seen that late. */
const WHOLE = { frames: 4, milliseconds: 400 };

/** The state of a stream from frame to frame: tracks faces, and smooths the scores of each track. */
export class StreamTracker {
  readonly #tracker = new FaceTracks(defaultsOf(faceTrackerTable));
  readonly #smoothing: number;
  /** The smoothed scores of each track. Without detection, each image is one face, and the key is null. */
  readonly #previous = new Map<number | null, Float32Array>();
  /** Tracks that are framed upright. */
  readonly #tilted = new Set<number>();
  #time = 0;
  #frame = 0;
  #lastWhole = { frame: 0, milliseconds: 0 };

  /** @param smoothing - weight of the previous frames, in [0, 1) */
  constructor(smoothing: number) {
    this.#smoothing = smoothing;
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
    this.#time += FRAME_MILLISECONDS;
    const faces = this.#tracker.update(detected, this.#time).map((face) => {
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
      const smoothed = smoothScores(scores[index]!, this.#previous.get(track), this.#smoothing);
      this.#previous.set(track, smoothed);
      return smoothed;
    });
  }
}

function smoothScores(scores: Float32Array, previous: Float32Array | undefined, weight: number): Float32Array {
  if (previous === undefined || weight === 0) return scores;
  return scores.map((score, index) => weight * previous[index]! + (1 - weight) * score);
}
