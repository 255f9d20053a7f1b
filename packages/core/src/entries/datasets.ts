// The public API of `@ferkit/core/datasets`: labelled images. No import may reach the tensor engine, so that a page that only
// shows data does not load one.
export type { Abortable } from '../abortable';
export { augmentImage } from '../datasets/augmentImage';
export { augmentDefaults, augmentOff, type AugmentOptions } from '../datasets/AugmentOptions';
export { copiesOf } from '../datasets/ImageIndex';
export { Dataset, shuffleDefaults, type ShuffleOptions } from '../datasets/Dataset';
export type { DatasetColumns, SkippedRows } from '../datasets/DatasetColumns';
export type { DatasetSummary, DuplicateSummary, SplitSummary } from '../datasets/summarize';
export { assignSplitsDefaults, type AssignSplitsOptions, type SplitShares } from '../datasets/derive/assignSplits';
export { balanceDefaults, type BalanceOptions } from '../datasets/derive/balanceLabels';
export { fractionDefaults, type FractionOptions } from '../datasets/derive/selectSamples';
export { ferPlusDefaults, joinFerPlus, type FerPlusOptions } from '../datasets/ferPlus/joinFerPlus';
export type { NpySources } from '../datasets/npy/readNpyDataset';
export { writeNpyDataset } from '../datasets/npy/writeNpyDataset';
export { openDataset, type DatasetSource, type SplitSources } from '../datasets/openDataset';
export {
  openDatasetDefaults,
  type DatasetFormatName,
  type DatasetProgress,
  type OpenDatasetOptions,
} from '../datasets/OpenDatasetOptions';
export type { Sample } from '../datasets/DatasetColumns';
export type { FileSelection } from '../datasets/sources/DatasetInput';
export { SPLITS, type Split } from '../datasets/DatasetColumns';
export { summarize } from '../datasets/summarize';
export {
  createSyntheticFaces,
  syntheticFacesDefaults,
  type SyntheticFacesOptions,
} from '../datasets/synthetic/createSyntheticFaces';
export {
  drawSyntheticFace,
  syntheticFaceDefaults,
  type SyntheticFaceOptions,
} from '../datasets/synthetic/drawSyntheticFace';
export { FerError, isFerError, type ErrorCode, type ErrorDetails, type Problem } from '../errors';
export type { GrayImage } from '../images/GrayImage';
export type { ImageInput } from '../images/readImage';
export { readColorImage } from '../images/readImage';
export { readGrayImage } from '../images/readImage';
export { EXPRESSIONS, type Expression } from '../labels';
export type { Drawable } from '../platform/Platform';
export type { ByteSource, RgbaImage } from '../platform/Platform';
export { createRandom, type Random } from '../random';
