import type { SkippedRows } from './DatasetColumns';
import type { Split } from './splits';

/** How many samples a split has, and each label in it. */
export interface SplitSummary {
  readonly total: number;
  readonly perLabel: Readonly<Record<string, number>>;
}

/** Samples that show identical images, compared pixel by pixel. */
export interface DuplicateSummary {
  /** Different images. */
  readonly distinct: number;
  /** Images that more than one sample shows. */
  readonly groups: number;
  /** Samples that show one of those. */
  readonly rows: number;
  /** Groups whose samples do not all have the same label, and their samples. */
  readonly conflicting: { readonly groups: number; readonly rows: number };
  /** Groups with samples in more than one split. */
  readonly groupsAcrossSplits: number;
  /** Samples of these splits whose image also stands in `train`: scores on them are flattered. */
  readonly copiesOfTrain: { readonly validation: number; readonly test: number };
}

/** What a dataset holds, as plain JSON. */
export interface DatasetSummary {
  readonly name: string;
  readonly total: number;
  readonly width: number;
  readonly height: number;
  readonly labels: readonly string[];
  readonly perLabel: Readonly<Record<string, number>>;
  readonly splits: Readonly<Record<Split, SplitSummary>>;
  /** Mean of all pixels, 0 black to 1 white. */
  readonly mean: number;
  /** Standard deviation of all pixels about that mean, on the same scale. */
  readonly std: number;
  readonly duplicates: DuplicateSummary;
  /** Samples whose image has one value only, and those of them that are all black. */
  readonly constant: { readonly rows: number; readonly black: number };
  readonly skipped: SkippedRows;
}
