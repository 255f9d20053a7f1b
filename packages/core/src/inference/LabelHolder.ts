import type { Classification } from './Classification';
import type { VideoFace } from './Video';

/** Holds the label of each track until another leads clearly, so that it does not flicker between two of about the same score. */
export class LabelHolder {
  readonly #lead: number;
  readonly #threshold: number;
  readonly #held = new Map<number, string>();

  /**
   * @param lead - of the score of another label before it takes over
   * @param threshold - a label with a lower score is shown as none
   */
  constructor(lead: number, threshold: number) {
    this.#lead = lead;
    this.#threshold = threshold;
  }

  /** @param isTracking - false for tracks that have ended */
  hold(faces: readonly Classification[], isTracking: (track: number) => boolean): readonly VideoFace[] {
    for (const track of this.#held.keys()) if (track !== 0 && !isTracking(track)) this.#held.delete(track);
    return faces.map((face) => {
      // Without detection, each frame is one face.
      const track = face.track ?? 0;
      const [highest] = face.scores;
      const held = face.scores.find(({ label }) => label === this.#held.get(track));
      const { label, score } = held === undefined || highest!.score - held.score > this.#lead ? highest! : held;
      this.#held.set(track, label);
      return { ...face, track: face.track ?? 1, label: score >= this.#threshold ? label : null, score };
    });
  }
}
