// Public names of `@ferkit/react/export`: confusion matrices and timelines as files. It needs no React, so that scripts can use it too.
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
export type { Theme } from '../elements/saveFile';
export { svgToPng } from '../elements/svgToPng';
export type { CellValues, ConfusionMessages } from '../messages/confusionMessages';
export { loadLocale, LOCALES, type Locale } from '../messages/locales/loadLocale';
export type { TimelineDisplay } from '../timeline/lanePaths';
export { timelineToSvg, type TimelineSvgOptions } from '../timeline/timelineToSvg';
export { messageDefaults, type Messages } from '../messages/Messages';
export type { TimelineMessages } from '../messages/timelineMessages';
