import { checkOption, defaultsOf, integer, number, optionInvalid, resolveOptions } from '../options';
import { checkFaces, type Face } from './Face';
import { type FaceTrackerOptions, faceTrackerTable, FaceTracks, type TrackedFace } from './FaceTracks';

/** The defaults of {@link FaceTrackerOptions}. */
export const faceTrackerDefaults: Required<FaceTrackerOptions> = /* @__PURE__ */ defaultsOf(faceTrackerTable);

const timeRule = number();
const trackRule = integer({ from: 1 });

/**
 * Tracks faces through the frames of a video: matches detections to tracks by intersection over union, smooths boxes and
 * landmarks, and continues a track through frames with a low score. It uses the given times only, never a clock.
 *
 * @example
 * ```ts
 * const tracker = new FaceTracker();
 * const faces = tracker.update(await detector.detect(frame, { mode: 'video' }), performance.now());
 * ```
 */
export class FaceTracker {
  readonly #tracks: FaceTracks;

  /** @throws OPTION_INVALID */
  constructor(options: FaceTrackerOptions = {}) {
    const resolved = resolveOptions(options, faceTrackerTable);
    const { startScore, keepScore } = resolved;
    if (keepScore > startScore) {
      throw optionInvalid('keepScore', `a number of at most ${startScore}, the startScore`, String(keepScore));
    }
    this.#tracks = new FaceTracks(resolved);
  }

  /**
   * Adds the detections of the next frame.
   * @param time - of the frame, in milliseconds; only differences count
   * @returns the tracked faces of this frame, smoothed, the oldest track first
   * @throws OPTION_INVALID
   */
  update(faces: readonly Face[], time: number): readonly TrackedFace[] {
    checkFaces('faces', faces);
    checkOption('time', time, timeRule);
    return this.#tracks.update(faces, time);
  }

  /**
   * True while a track can still be continued, even if the last frame had no detection of it.
   * @throws OPTION_INVALID
   */
  isTracking(track: number): boolean {
    checkOption('track', track, trackRule);
    return this.#tracks.isTracking(track);
  }

  /** Ends all tracks, for example at a scene cut. Numbers are not reused. */
  reset(): void {
    this.#tracks.reset();
  }
}
