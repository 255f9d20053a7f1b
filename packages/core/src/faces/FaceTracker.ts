import { FerError } from '../errors';
import { type Face, intersectionOverUnion } from './Face';
import { blendFaces } from './blendFaces';

/** A face that is followed from frame to frame. */
export interface TrackedFace extends Face {
  /** The same for the same face, as long as it is followed; from 1. */
  readonly track: number;
}

/** Options of {@link FaceTracker}. */
export interface FaceTrackerOptions {
  /** A new face is followed from this score. @default 0.6 */
  readonly acquire: number;
  /** A face that is followed may be as faint as this. @default 0.4 */
  readonly keep: number;
  /** From this intersection over union a face is the one of the frame before. @default 0.3 */
  readonly overlap: number;
  /** A face that was not seen for longer is forgotten; in milliseconds. @default 500 */
  readonly memory: number;
  /** Weight of the frames before in box and landmarks, in [0, 1); 0 takes each frame as it is. @default 0.6 */
  readonly smoothing: number;
}

/** The defaults of {@link FaceTrackerOptions}. */
export const faceTrackerDefaults: FaceTrackerOptions = {
  acquire: 0.6,
  keep: 0.4,
  overlap: 0.3,
  memory: 500,
  smoothing: 0.6,
};

interface Track {
  readonly id: number;
  /** As it was detected last. */
  readonly seen: Face;
  readonly smoothed: Face;
  readonly at: number;
}

/**
 * Follows faces over the frames of a video: says which is which, keeps boxes from trembling, and keeps a face that grows
 * faint for a moment. Plain numbers: it neither waits nor looks at a clock.
 *
 * @example
 * ```ts
 * const tracker = new FaceTracker();
 * const faces = tracker.update(await detector.detect(frame, { mode: 'video' }), performance.now());
 * ```
 */
export class FaceTracker {
  readonly #options: FaceTrackerOptions;
  #tracks: readonly Track[] = [];
  #count = 0;

  /** @throws OPTION_INVALID */
  constructor(options: Partial<FaceTrackerOptions> = {}) {
    this.#options = checkOptions({ ...faceTrackerDefaults, ...options });
  }

  /**
   * Takes in what was found in the next frame.
   * @param at - when the frame was, in milliseconds of any clock
   * @returns those of the faces that are followed, smoothed, the longest followed first
   */
  update(faces: readonly Face[], at: number): readonly TrackedFace[] {
    const { acquire, keep, memory } = this.#options;
    const alive = this.#tracks.filter((track) => at - track.at <= memory);
    const candidates = faces.filter(({ score }) => score >= keep);
    const pairs = this.#pair(alive, candidates);
    const kept = alive.map((track) => {
      const face = pairs.get(track);
      return face === undefined ? track : { ...track, seen: face, smoothed: this.#smooth(track, face), at };
    });
    const taken = new Set(pairs.values());
    const fresh = candidates
      .filter((face) => !taken.has(face) && face.score >= acquire)
      .map((face): Track => ({ id: ++this.#count, seen: face, smoothed: face, at }));
    this.#tracks = [...kept, ...fresh];
    return this.#tracks
      .filter((track) => taken.has(track.seen) || fresh.includes(track))
      .map(({ id, smoothed }) => ({ ...smoothed, track: id }));
  }

  /** Whether a face is still followed, though it may not have been in the last frame. */
  isFollowing(track: number): boolean {
    return this.#tracks.some(({ id }) => id === track);
  }

  /** Forgets all faces, as after a cut or another camera. Numbers are not given twice. */
  reset(): void {
    this.#tracks = [];
  }

  /** Pairs tracks and faces, those that overlap most first. */
  #pair(tracks: readonly Track[], faces: readonly Face[]): Map<Track, Face> {
    const pairs = new Map<Track, Face>();
    const taken = new Set<Face>();
    const choices = tracks
      .flatMap((track) =>
        faces.map((face) => ({ track, face, overlap: intersectionOverUnion(track.seen.box, face.box) })),
      )
      .filter(({ overlap }) => overlap >= this.#options.overlap)
      .sort((a, b) => b.overlap - a.overlap);
    for (const { track, face } of choices) {
      if (pairs.has(track) || taken.has(face)) continue;
      pairs.set(track, face);
      taken.add(face);
    }
    return pairs;
  }

  /** A face that has run away from its smoothed box is not chased: the box jumps to it. */
  #smooth({ smoothed }: Track, face: Face): Face {
    const { smoothing, overlap } = this.#options;
    if (smoothing === 0 || intersectionOverUnion(smoothed.box, face.box) < overlap) return face;
    return blendFaces([face, smoothed], [1 - smoothing, smoothing]);
  }
}

function checkOptions(options: FaceTrackerOptions): FaceTrackerOptions {
  const check = (option: keyof FaceTrackerOptions, expected: string, isValid: (value: number) => boolean): void => {
    const value = options[option];
    if (isValid(value)) return;
    throw new FerError('OPTION_INVALID', {
      option,
      failed: 'Cannot follow faces',
      expected,
      received: String(value),
    });
  };
  check('acquire', 'a number in [0, 1]', (value) => value >= 0 && value <= 1);
  check('keep', 'a number in [0, 1], at most acquire', (value) => value >= 0 && value <= options.acquire);
  check('overlap', 'a number in (0, 1]', (value) => value > 0 && value <= 1);
  check('memory', 'milliseconds, 0 or more', (value) => value >= 0);
  check('smoothing', 'a number in [0, 1)', (value) => value >= 0 && value < 1);
  return options;
}
