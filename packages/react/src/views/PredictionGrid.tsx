import type { LabelScore } from '@ferkit/core';

import { guardView } from '../elements/guardView';
import { anyNumberRule, faceRule, listOf, optional, rule, shape, textRule, wholeFrom } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { predictionMessages } from '../messages/predictionMessages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { ScoreBarList } from '../elements/ScoreBarList';
import { FaceCanvas, type FacePixels } from '../elements/FaceCanvas';

/** A face with its prediction: a `Classification` plus the image, and the true label if it is known. */
export interface Prediction {
  /** The face. */
  readonly image: FacePixels;
  /** The true label; undefined if unknown. */
  readonly truth?: string | undefined;
  /** The predicted label; null below the threshold. */
  readonly label: string | null;
  /** Scores of all labels in descending order. */
  readonly scores: readonly LabelScore[];
}

/** Props of {@link PredictionGrid}. */
export interface PredictionGridProps extends ViewProps {
  /** Faces with their predictions. */
  readonly predictions: readonly Prediction[];
  /** Number of scores shown for each face. @default 3 */
  readonly topK?: number | undefined;
}

const guard = {
  name: 'PredictionGrid',
  kind: 'predictions',
  texts: predictionMessages,
  props: {
    predictions: listOf(
      'a list of { image, label, scores }: a face in grey, its label or null, and { label, score } of each label',
      shape('a prediction', {
        image: faceRule,
        truth: optional(textRule),
        label: rule('a label or null', (value) => value === null || typeof value === 'string'),
        scores: listOf('scores', shape('a score', { label: textRule, score: anyNumberRule })),
      }),
    ),
    topK: optional(wholeFrom(1)),
  },
} as const;

/**
 * Faces with true label, predicted label and highest scores; wrong predictions are marked in words and with a symbol.
 *
 * @example
 * ```tsx
 * <PredictionGrid predictions={images.map((image, face) => ({ image, truth: labels[face], ...results[face] }))} />
 * ```
 */
export const PredictionGrid = /* @__PURE__ */ guardView<PredictionGridProps>(
  guard,
  function PredictionGrid({ predictions, topK = 3, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(predictionMessages, overrides);
    const { count } = numberFormats(messages.locale);
    const known = predictions.filter(({ truth }) => truth !== undefined);
    const correct = known.filter(({ truth, label }) => truth === label);
    return (
      <Figure
        messages={messages}
        kind="predictions"
        name={messages.predictions}
        summary={
          predictions.length === 0
            ? messages.noData
            : known.length > 0 &&
              messages.predictionsSummary({ correct: count(correct.length), total: count(known.length) })
        }
        {...attributes}
        ref={ref}
      >
        <ul className="ferkit-faces">
          {predictions.map(({ image, truth, label, scores }, index) => {
            const verdict =
              label === null ? 'uncertain' : truth === undefined ? undefined : truth === label ? 'correct' : 'wrong';
            return (
              <li key={index}>
                <FaceCanvas image={image} label={messages.face(count(index + 1))} />
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
                <ScoreBarList scores={scores.slice(0, topK)} messages={messages} />
              </li>
            );
          })}
        </ul>
      </Figure>
    );
  },
);
