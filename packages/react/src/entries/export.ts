// Public names of `@ferkit/react/export`: confusion matrices as files. It needs no React, so that scripts can use it too.
export { buildConfusionView } from '../confusion/buildConfusionView';
export { confusionToCsv } from '../confusion/confusionToCsv';
export { confusionToSvg, type ConfusionSvgOptions } from '../confusion/confusionToSvg';
export {
  confusionDefaults,
  type ConfusionCell,
  type ConfusionData,
  type ConfusionLabel,
  type ConfusionOptions,
  type ConfusionSort,
  type ConfusionView,
  type Normalize,
} from '../confusion/ConfusionView';
export type { Theme } from '../confusion/palette';
export { svgToPng } from '../confusion/svgToPng';
export type { CellValues, ConfusionMessages } from '../messages/confusionMessages';
export { loadLocale, LOCALES, type Locale } from '../messages/locales/loadLocale';
export { messageDefaults, type Messages } from '../messages/Messages';
