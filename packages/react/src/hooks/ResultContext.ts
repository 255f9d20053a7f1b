/** Where the faces of a result were seen, for `onResult`. */
export interface ResultContext {
  /**
   * Seconds: of a film that a `<video>` plays, its `currentTime`; of a camera or a canvas, the time since the first frame. Null for a
   * picture.
   */
  readonly time: number | null;
  /** True for a camera or a canvas. */
  readonly isLive: boolean;
  /** Labels of the classifier, in their order. */
  readonly labels: readonly string[];
}
