import type { Box, Face } from '../faces/Face';
import { canFollow, type FaceDetector } from '../faces/FaceDetector';
import { isTilted } from '../faces/FaceFrame';
import { describeLook, type FaceLook } from '../faces/FaceLook';
import { FaceTracks, faceTrackerTable } from '../faces/FaceTracks';
import { defaultsOf } from '../options';
import type { RgbaImage } from '../platform/Platform';
import type { FaceCrop, StreamFace } from './FaceExtractor';

/** Seconds between two frames of a stream without times. The tracker's limit of 500 ms then ends a track after five frames. */
const FRAME = 0.1;

/** Frames and milliseconds after which the whole frame is searched again while faces are followed: new faces are seen that late. */
const WHOLE = { frames: 4, milliseconds: 400 };
/** In milliseconds of a film: longest time for which a face is hidden and keeps its track, and time constant of its box. */
const FILM = { maxGap: 2500, smoothing: 100 };

/** The state of a stream from frame to frame: tracks faces, and smooths the scores of each track. */
export class StreamTracker {
  readonly #tracker: FaceTracks;
  readonly #isFilm: boolean;
  readonly #weightOf: (seconds: number) => number;
  /** The smoothed scores of each track and their time. Without detection, each image is one face, and the key is null. */
  readonly #previous = new Map<number | null, { readonly scores: Float32Array; readonly time: number }>();
  /** Tracks that are framed upright. */
  readonly #tilted = new Set<number>();
  #time = 0;
  #frame = 0;
  #lastWhole = { frame: 0, milliseconds: 0 };

  /**
   * @param weightOf - the weight, in [0, 1), of scores that are so many seconds old
   * @param isFilm - true for frames with times, which may be far apart
   */
  constructor(weightOf: (seconds: number) => number, isFilm = false) {
    this.#weightOf = weightOf;
    this.#isFilm = isFilm;
    const options = defaultsOf(faceTrackerTable);
    this.#tracker = isFilm
      ? new FaceTracks({ ...options, maxGap: FILM.maxGap }, (passed) => Math.exp(-passed / FILM.smoothing))
      : new FaceTracks(options);
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
    const now = this.#isFilm ? 1000 * this.#time : performance.now();
    const { frame, milliseconds } = this.#lastWhole;
    const whole = ++this.#frame - frame >= WHOLE.frames || now - milliseconds >= WHOLE.milliseconds;
    if (whole) this.#lastWhole = { frame: this.#frame, milliseconds: now };
    return {
      detect: (image, { signal } = {}) => detector.follow(image, boxes, { signal, whole }),
      dispose: () => undefined,
    };
  }

  /**
   * @param detected - the faces of the frame that has begun
   * @param image - the frame
   */
  track(detected: readonly Face[], image: RgbaImage): readonly StreamFace[] {
    const lookOf = (box: Box): FaceLook => describeLook(image, box);
    const faces = this.#tracker.update(detected, 1000 * this.#time, lookOf).map((face) => {
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
