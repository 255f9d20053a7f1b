// The public API of `@ferkit/core/datasets`: labelled images. No import may reach the tensor engine, so that a page that only
// shows data does not load one.
export type { Abortable } from '../abortable';
export type { AmbientType } from '../AmbientType';
export { augmentImage } from '../datasets/augmentImage';
export {
  augmentDefaults,
  augmentOff,
  augmentPoorFaces,
  type AugmentOptions,
  type AugmentRange,
} from '../datasets/AugmentOptions';
export {
  type Corruption,
  CORRUPTION_KINDS,
  type CorruptionKind,
  describeCorruption,
  standardCorruptions,
} from '../datasets/Corruption';
export { corruptDefaults, corruptImage, type CorruptOptions } from '../datasets/corruptImage';
export { Dataset, shuffleDefaults, type ShuffleOptions } from '../datasets/Dataset';
export { type DatasetColumns, type Sample, type Split, SPLITS } from '../datasets/DatasetColumns';
export {
  assignSplitsDefaults,
  type AssignSplitsOptions,
  holdOutDefaults,
  type HoldOutOptions,
  type SplitShares,
} from '../datasets/derive/assignSplits';
export { balanceDefaults, type BalanceOptions } from '../datasets/derive/balanceLabels';
export { fractionDefaults, type FractionOptions } from '../datasets/derive/selectSamples';
export { ferPlusDefaults, type FerPlusOptions, joinFerPlus } from '../datasets/ferPlus/joinFerPlus';
export { copiesOf } from '../datasets/ImageIndex';
export type { NpySources } from '../datasets/npy/readNpyDataset';
export { writeNpyDataset } from '../datasets/npy/writeNpyDataset';
export { type DatasetSource, openDataset, type SplitSources } from '../datasets/openDataset';
export {
  type DatasetFormatName,
  type DatasetProgress,
  openDatasetDefaults,
  type OpenDatasetOptions,
  type ParquetLibrary,
} from '../datasets/OpenDatasetOptions';
export type { FileSelection } from '../datasets/sources/DatasetInput';
export { describeFaces, type FaceReport } from '../datasets/FaceReport';
export { describeSkipped, type SkippedItem, type SkippedKind, type SkippedReport } from '../datasets/skipped';
export {
  type DatasetSummary,
  type DuplicateSummary,
  type GroupSummary,
  type SplitSummary,
  summarize,
} from '../datasets/summarize';
export {
  createSyntheticFaces,
  syntheticFacesDefaults,
  type SyntheticFacesOptions,
} from '../datasets/synthetic/createSyntheticFaces';
export {
  createSyntheticFilm,
  type SyntheticActor,
  type SyntheticFace,
  type SyntheticFilm,
  syntheticFilmDefaults,
  type SyntheticFilmOptions,
  type SyntheticFrame,
  type SyntheticMood,
  type SyntheticPlace,
} from '../datasets/synthetic/createSyntheticFilm';
export {
  drawSyntheticFace,
  syntheticFaceDefaults,
  type SyntheticFaceOptions,
} from '../datasets/synthetic/drawSyntheticFace';
export {
  type ErrorCode,
  type ErrorDetails,
  FerError,
  isFerError,
  type Problem,
  type Refusal,
  type UnknownLabel,
} from '../errors';
export type { Box, Face, FaceLandmarks, Point } from '../faces/Face';
export type { DetectMode, DetectOptions, FaceDetector } from '../faces/FaceDetector';
export type { GrayImage, ModelImage, RgbImage } from '../images/GrayImage';
export { type ImageInput, type RawImage, readColorImage, readGrayImage } from '../images/readImage';
export { type Expression, EXPRESSIONS } from '../labels';
export type { ByteSource, Drawable, RgbaImage } from '../platform/Platform';
export { createRandom, type Random } from '../random';
