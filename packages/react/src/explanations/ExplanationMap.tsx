import { forwardRef } from 'react';
import { DataTable } from '../charts/DataTable';
import { Figure, type ViewProps } from '../charts/Figure';
import { Keys } from '../charts/Keys';
import { explanationMessages } from '../messages/explanationMessages';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { FaceCanvas, type FacePixels } from '../predictions/FaceCanvas';
import { averageRegions } from './averageRegions';
import { InfluenceCanvas } from './InfluenceCanvas';

/** What `explain` tells of a face, or the same as plain JSON. */
export interface ExplanationData {
  readonly label: string;
  /** In [0, 1]. */
  readonly score: number;
  readonly width: number;
  readonly height: number;
  /** For each pixel, row by row, what the score loses while it is covered, in [-1, 1]. */
  readonly influence: ArrayLike<number>;
}

/** Props of {@link ExplanationMap}. */
export interface ExplanationMapProps extends ViewProps {
  /** What is shown: from `explain`, or one of those of `classifier.explain`. */
  readonly data: ExplanationData;
  /** The face that was explained, of any size; without it the colours stand alone. */
  readonly image?: FacePixels | null | undefined;
}

/**
 * Which parts of a face the score of a label hangs on, as colours over the face and as a table of nine regions. It shows what
 * the network looks at, not whether it is right to.
 *
 * @example
 * ```tsx
 * const data = await explain(model, face);
 * return <ExplanationMap data={data} image={face} />;
 * ```
 */
export const ExplanationMap = /* @__PURE__ */ forwardRef<HTMLElement, ExplanationMapProps>(function ExplanationMap(
  { data: { label, score, width, height, influence }, image, messages: overrides, ...rest },
  ref,
) {
  const messages = useWords(explanationMessages, overrides);
  const { exactShare, shareChange } = numberFormats(messages.locale);
  const regions = averageRegions(influence, width, height);
  const strongest = regions.reduce((a, b) => (b.influence > a.influence ? b : a));
  const words = { label: messages.label(label), score: exactShare(score) };
  const summary =
    strongest.influence > 0
      ? messages.explanationSummary({
          ...words,
          region: messages.region(strongest.row, strongest.column),
          loss: exactShare(strongest.influence),
        })
      : messages.explanationNothing(words);
  return (
    <Figure kind="explanation" name={messages.explanation} summary={summary} {...rest} ref={ref}>
      <div className="ferkit-explained">
        {image && <FaceCanvas image={image} label={messages.explainedFace} />}
        <InfluenceCanvas influence={influence} width={width} height={height} />
      </div>
      <Keys names={[messages.speaksFor(words.label), messages.speaksAgainst(words.label)]} mark="bar" />
      <DataTable
        messages={messages}
        columns={[messages.regionColumn, messages.influenceColumn]}
        rows={regions.map((region) => [
          messages.region(region.row, region.column),
          // Covering what speaks for a label lowers its score.
          shareChange(-region.influence),
        ])}
      />
    </Figure>
  );
});
