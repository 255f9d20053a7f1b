import type { LabelScore } from '@ferkit/core';
import { forwardRef } from 'react';
import { Figure, type ViewProps } from '../elements/Figure';
import { predictionMessages } from '../messages/predictionMessages';
import { useWords } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { ScoreBars } from '../elements/ScoreBars';
import { FaceCanvas, type FacePixels } from '../elements/FaceCanvas';

/** One face and what a model said of it; a classification with its image will do. */
export interface Prediction {
  readonly image: FacePixels;
  /** The true label, where it is known. */
  readonly truth?: string | undefined;
  /** The predicted label; null where the model was not sure enough. */
  readonly label: string | null;
  /** Of all labels, the most likely first. */
  readonly scores: readonly LabelScore[];
}

/** Props of {@link PredictionGrid}. */
export interface PredictionGridProps extends ViewProps {
  readonly predictions: readonly Prediction[];
  /** How many of the scores are shown of each. @default 3 */
  readonly topK?: number | undefined;
}

/**
 * Faces with their true label, the prediction and the most likely scores; what is wrong says so in words and with a sign.
 *
 * @example
 * ```tsx
 * <PredictionGrid predictions={images.map((image, face) => ({ image, truth: labels[face], ...results[face] }))} />
 * ```
 */
export const PredictionGrid = /* @__PURE__ */ forwardRef<HTMLElement, PredictionGridProps>(function PredictionGrid(
  { predictions, topK = 3, messages: overrides, ...rest },
  ref,
) {
  const messages = useWords(predictionMessages, overrides);
  const { count } = numberFormats(messages.locale);
  const known = predictions.filter(({ truth }) => truth !== undefined);
  const right = known.filter(({ truth, label }) => truth === label);
  return (
    <Figure
      kind="predictions"
      name={messages.predictions}
      summary={
        predictions.length === 0
          ? messages.noData
          : known.length > 0 && messages.predictionsSummary({ right: count(right.length), total: count(known.length) })
      }
      {...rest}
      ref={ref}
    >
      <ul className="ferkit-faces">
        {predictions.map(({ image, truth, label, scores }, place) => {
          const verdict =
            label === null ? 'uncertain' : truth === undefined ? undefined : truth === label ? 'right' : 'wrong';
          return (
            <li key={place}>
              <FaceCanvas image={image} label={messages.face(count(place + 1))} />
              <dl>
                <dt>{messages.truth}</dt>
                <dd>{truth === undefined ? messages.unlabelled : messages.label(truth)}</dd>
                <dt>{messages.predicted}</dt>
                <dd>{label === null ? '–' : messages.label(label)}</dd>
              </dl>
              {verdict && (
                <p className="ferkit-verdict" data-verdict={verdict}>
                  {messages[verdict]}
                </p>
              )}
              <ScoreBars scores={scores.slice(0, topK)} messages={messages} />
            </li>
          );
        })}
      </ul>
    </Figure>
  );
});
