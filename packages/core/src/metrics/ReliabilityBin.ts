/** One bin of a reliability diagram: samples whose highest score lies in (from, to]. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean highest score in the bin; 0 where the bin is empty. */
  readonly confidence: number;
  /** Share of right predictions in the bin; 0 where the bin is empty. */
  readonly accuracy: number;
}
