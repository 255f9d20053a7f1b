// The public surface of `@ferkit/react/export`: confusion matrices as files. It needs no React, so scripts may use it too.
export { buildConfusionView } from '../confusion/buildConfusionView';
export {
  confusionDefaults,
  type ConfusionOptions,
  type ConfusionSort,
  type Normalize,
} from '../confusion/ConfusionView';
export type { ConfusionCell, ConfusionData, ConfusionLabel, ConfusionView } from '../confusion/ConfusionView';
export type { Theme } from '../confusion/palette';
export { confusionToCsv } from '../confusion/confusionToCsv';
export { confusionToSvg, type ConfusionSvgOptions } from '../confusion/confusionToSvg';
export { svgToPng } from '../confusion/svgToPng';
export { messageDefaults } from '../messages/messageDefaults';
export type { CellWords, ConfusionMessages } from '../messages/confusionMessages';
export type { Messages } from '../messages/Messages';
