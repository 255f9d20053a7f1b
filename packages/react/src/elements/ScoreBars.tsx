import { guardPart } from './guardPart';
import { ScoreBarList, type ScoreBarsProps } from './ScoreBarList';

/**
 * Labels with their scores as numbers and bars. The length of a bar is in the CSS variable `--ferkit-rate`, from 0 to 1; the bar of
 * the highest score has `data-top`.
 *
 * @example
 * ```tsx
 * <ScoreBars scores={face.scores} topK={3} />
 * ```
 */
export const ScoreBars = /* @__PURE__ */ guardPart<ScoreBarsProps, HTMLOListElement>(
  'ScoreBars',
  ({ findBarsFault }) => findBarsFault,
  (props, ref) => <ScoreBarList {...props} ref={ref} />,
);
