import { type ReactElement, useEffect, useRef } from 'react';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { faceRule, hasPixels, isRecord, nullable, rule } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend } from '../elements/Legend';
import { Tip } from '../elements/Tip';
import { useMarks } from '../elements/useMarks';
import { useTexts } from '../messages/MessagesProvider';
import { explanationMessages } from '../messages/explanationMessages';
import { numberFormats } from '../messages/numberFormats';
import { FaceCanvas, type FacePixels } from '../elements/FaceCanvas';

/** An `Explanation`, or the same as plain JSON. */
export interface ExplanationData {
  /** The explained label. */
  readonly label: string;
  /** Score of the label, in [0, 1]. */
  readonly score: number;
  /** Width of the map in pixels. */
  readonly width: number;
  /** Height of the map in pixels. */
  readonly height: number;
  /** For each pixel, row by row: loss of the score when the pixel is covered, in [-1, 1]. */
  readonly influence: ArrayLike<number>;
}

/** Props of {@link ExplanationMap}. */
export interface ExplanationMapProps extends ViewProps {
  /** Result of `explain`, or one element of that of `classifier.explain`. */
  readonly data: ExplanationData;
  /** The explained face, of any size. @default the map alone */
  readonly image?: FacePixels | null | undefined;
}

const guard = {
  name: 'ExplanationMap',
  kind: 'explanation',
  texts: explanationMessages,
  props: {
    data: rule(
      'the result of explain: { label, score, width, height, influence } with width x height numbers',
      (value) =>
        isRecord(value) &&
        typeof value.label === 'string' &&
        typeof value.score === 'number' &&
        hasPixels(value.influence, value.width, value.height),
    ),
    image: nullable(faceRule),
  },
} as const;

/**
 * Influence of the parts of a face on the score of a label, as colours over the face and as a table of nine regions. It shows
 * the evidence that the network uses, not whether that evidence is valid. A region under the pointer, or reached with the arrow keys, tells
 * its influence.
 *
 * @example
 * ```tsx
 * const data = await explain(model, face);
 * return <ExplanationMap data={data} image={face} />;
 * ```
 */
export const ExplanationMap = /* @__PURE__ */ guardView<ExplanationMapProps>(
  guard,
  function ExplanationMap(
    { data: { label, score, width, height, influence }, image, messages: overrides, ...attributes },
    ref,
  ) {
    const messages = useTexts(explanationMessages, overrides);
    const { exactShare, shareChange } = numberFormats(messages.locale);
    const regions = averageRegions(influence, width, height);
    const strongest = regions.reduce((a, b) => (b.influence > a.influence ? b : a));
    const { active, getRootProps, getMarkProps } = useMarks(regions);
    // Covering evidence for a label lowers its score.
    const tell = (region: Region): string =>
      `${messages.region(region.row, region.column)}: ${messages.influenceColumn} ${shareChange(-region.influence)}`;
    const words = { label: messages.label(label), score: exactShare(score) };
    const summary =
      strongest.influence > 0
        ? messages.explanationSummary({
            ...words,
            region: messages.region(strongest.row, strongest.column),
            loss: exactShare(strongest.influence),
          })
        : messages.explanationNoInfluence(words);
    return (
      <Figure
        messages={messages}
        kind="explanation"
        name={messages.explanation}
        summary={summary}
        {...attributes}
        ref={ref}
      >
        <div
          {...getRootProps()}
          className="ferkit-explained ferkit-marks"
          role="group"
          aria-label={messages.regionColumn}
        >
          {image && <FaceCanvas image={image} label={messages.explainedFace} />}
          <InfluenceCanvas influence={influence} width={width} height={height} />
          <div className="ferkit-regions">
            {regions.map((region) => (
              <div
                key={`${region.row} ${region.column}`}
                {...getMarkProps(region.row, region.column)}
                role="img"
                aria-label={tell(region)}
              />
            ))}
          </div>
          {active && <Tip at={active}>{tell(regions[SIDE * active.row + active.column]!)}</Tip>}
        </div>
        <Legend names={[messages.evidenceFor(words.label), messages.evidenceAgainst(words.label)]} mark="bar" />
        <DataTable
          messages={messages}
          columns={[messages.regionColumn, messages.influenceColumn]}
          rows={regions.map((region) => [messages.region(region.row, region.column), shareChange(-region.influence)])}
        />
      </Figure>
    );
  },
);

interface InfluenceCanvasProps {
  readonly influence: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** Colours (R, G, B) of evidence for and against a label: visible on every grey and with red-green colour blindness. */
const FOR = [37, 118, 210];
const AGAINST = [224, 108, 24];

/** Opacity of the strongest influence. */
const MAX_OPACITY = 0.8;

/** Colours over a face; the opacity is proportional to the influence. */
function InfluenceCanvas({ influence, width, height }: InfluenceCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(width, height);
    const most = Array.from(influence).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const value = influence[pixel] ?? 0;
      const strength = most === 0 ? 0 : Math.abs(value) / most;
      picture.data.set([...(value < 0 ? AGAINST : FOR), Math.round(255 * MAX_OPACITY * strength)], 4 * pixel);
    }
    context.putImageData(picture, 0, 0);
  }, [influence, width, height]);
  return <canvas ref={ref} width={width} height={height} aria-hidden="true" className="ferkit-influence" />;
}

/** Number of regions along each side of a face. */
const SIDE = 3;

/** One of nine regions of a face. */
interface Region {
  /** From the top, 0 to 2. */
  readonly row: 0 | 1 | 2;
  /** From the left of the picture, 0 to 2. */
  readonly column: 0 | 1 | 2;
  /** Mean influence of its pixels. */
  readonly influence: number;
}

/** Mean influence of nine regions, row by row. */
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
