import { forwardRef, type ReactElement, useEffect, useRef } from 'react';
import { DataTable } from '../elements/DataTable';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend } from '../elements/Legend';
import { useWords } from '../messages/MessagesProvider';
import { explanationMessages } from '../messages/explanationMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCanvas, type FacePixels } from '../elements/FaceCanvas';

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
      <Legend names={[messages.speaksFor(words.label), messages.speaksAgainst(words.label)]} mark="bar" />
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

interface InfluenceCanvasProps {
  readonly influence: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** What speaks for a label, and what against it: R, G, B. Seen on every grey, and by those who tell red from green badly. */
const FOR = [37, 118, 210];
const AGAINST = [224, 108, 24];

/** The strongest influence lets so much of the face shine through. */
const STRONGEST = 0.8;

/** Colours over a face, the stronger the more a decision hangs on what is under them. */
function InfluenceCanvas({ influence, width, height }: InfluenceCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(width, height);
    const most = Array.from(influence).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    for (let place = 0; place < width * height; place++) {
      const value = influence[place] ?? 0;
      const strength = most === 0 ? 0 : Math.abs(value) / most;
      picture.data.set([...(value < 0 ? AGAINST : FOR), Math.round(255 * STRONGEST * strength)], 4 * place);
    }
    context.putImageData(picture, 0, 0);
  }, [influence, width, height]);
  return <canvas ref={ref} width={width} height={height} aria-hidden="true" className="ferkit-influence" />;
}

/** Regions along each side of a face. */
const SIDE = 3;

/** One of nine parts of a face. */
interface Region {
  /** From the top, 0 to 2. */
  readonly row: 0 | 1 | 2;
  /** From the left of the picture, 0 to 2. */
  readonly column: 0 | 1 | 2;
  /** What the score loses while a pixel in it is covered, on average. */
  readonly influence: number;
}

/** The influence of the pixels as that of nine regions, row by row. */
function averageRegions(influence: ArrayLike<number>, width: number, height: number): readonly Region[] {
  const sums = new Array<number>(SIDE * SIDE).fill(0);
  const counts = new Array<number>(SIDE * SIDE).fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const region = Math.floor((SIDE * y) / height) * SIDE + Math.floor((SIDE * x) / width);
      sums[region]! += influence[y * width + x] ?? 0;
      counts[region]!++;
    }
  }
  return sums.map((sum, region) => ({
    row: Math.floor(region / SIDE) as Region['row'],
    column: (region % SIDE) as Region['column'],
    influence: sum / Math.max(1, counts[region]!),
  }));
}
