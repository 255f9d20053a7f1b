import type { GrayImage } from '../images/GrayImage';
import type { Split } from './splits';

/** One sample of a {@link Dataset}, as its `filter` shows it. */
export interface Sample {
  /** Its position in the dataset. */
  readonly index: number;
  /** The number of its image: in a dataset from a file, of its row there, from 0. */
  readonly row: number;
  readonly label: string;
  readonly split: Split;
  readonly image: GrayImage;
}
