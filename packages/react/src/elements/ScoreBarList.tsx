import { forwardRef, type CSSProperties, type ReactNode } from 'react';
import { commonMessages } from '../messages/commonMessages';
import { useTexts } from '../messages/MessagesProvider';
import { type DefaultContent, type PartProps, renderPart } from './PartProps';
import { type ScoreBar, useScoreBars, type UseScoreBarsOptions } from './useScoreBars';

/** State of {@link ScoreBars}. */
export interface ScoreBarsState {
  /** The bars in their order. */
  readonly bars: readonly ScoreBar[];
}

/** Props of {@link ScoreBars}. */
export interface ScoreBarsProps extends Omit<PartProps<ScoreBarsState>, 'children'>, UseScoreBarsOptions {
  /** Renders the content of one bar. @default the name, the number and the bar */
  readonly children?: ((bar: ScoreBar & DefaultContent) => ReactNode) | undefined;
}

/** Labels with their scores, without the guard of `<ScoreBars>`, for components that check their own props. */
export const ScoreBarList = /* @__PURE__ */ forwardRef<HTMLOListElement, ScoreBarsProps>(function ScoreBarList(
  { scores, labels, topK, live, messages: overrides, className, style, children, ...attributes },
  ref,
) {
  const messages = useTexts(commonMessages, overrides);
  const bars = useScoreBars({ scores, labels, topK, live }, messages);
  const content = bars.map((bar) => {
    const defaultChildren = (
      <>
        <span>{bar.name}</span>
        <span>{bar.text}</span>
        <i />
      </>
    );
    return (
      <li
        key={bar.label}
        className="ferkit-score"
        data-top={bar.isTop ? '' : undefined}
        style={{ '--ferkit-rate': bar.score.toFixed(3) } as CSSProperties}
      >
        {children === undefined ? defaultChildren : children({ ...bar, defaultChildren })}
      </li>
    );
  });
  return (
    <ol
      {...attributes}
      ref={ref}
      {...renderPart({ className, style }, { kind: 'bars', state: { bars }, messages, content })}
    />
  );
});
