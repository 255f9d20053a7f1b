export { buildConfusionView } from './confusion/buildConfusionView';
export { ConfusionMatrix, type ConfusionMatrixProps } from './confusion/ConfusionMatrix';
export {
  confusionDefaults,
  type ConfusionOptions,
  type ConfusionSort,
  type Normalize,
} from './confusion/ConfusionOptions';
export type { ConfusionCell, ConfusionData, ConfusionLabel, ConfusionView } from './confusion/ConfusionView';
export {
  useConfusionMatrix,
  type ConfusionMatrixState,
  type UseConfusionMatrixOptions,
} from './confusion/useConfusionMatrix';
export { confusionToCsv } from './export/confusionToCsv';
export { confusionToSvg, type ConfusionSvgOptions } from './export/confusionToSvg';
export { svgToPng } from './export/svgToPng';
export { messageDefaults } from './messages/messageDefaults';
export type { CellWords, Messages } from './messages/Messages';
export { MessagesProvider, useMessages, type MessagesProviderProps } from './messages/MessagesProvider';
