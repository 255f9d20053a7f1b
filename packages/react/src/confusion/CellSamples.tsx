import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import type { ConfusionMessages } from '../messages/confusionMessages';
import { numberFormats } from '../messages/numberFormats';
import { type Prediction, PredictionGrid } from '../views/PredictionGrid';
import type { ConfusionCell } from './ConfusionView';

interface CellSamplesProps {
  readonly cell: ConfusionCell;
  /** Predictions of all cells. */
  readonly predictions: readonly Prediction[];
  readonly onClose: () => void;
  readonly messages: ConfusionMessages;
}

/** Number of faces that are shown at once. */
const PAGE = 24;

/** The faces of a cell of a confusion matrix, those whose true label has the lowest score first. It takes the focus, so that it is announced. */
export function CellSamples({ cell, predictions, onClose, messages }: CellSamplesProps): ReactElement {
  const { truth, predicted } = cell;
  const [shown, setShown] = useState(PAGE);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  const scoreOfTruth = ({ scores }: Prediction): number => scores.find(({ label }) => label === truth)?.score ?? 0;
  const faces = predictions
    .filter((face) => face.truth === truth && face.label === predicted)
    .sort((a, b) => scoreOfTruth(a) - scoreOfTruth(b));
  const left = Math.min(PAGE, faces.length - shown);
  const title = messages.cellSamples({ truth: messages.label(truth), predicted: messages.label(predicted) });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section ref={section} className="ferkit-cell-samples" tabIndex={-1} aria-label={title} onKeyDown={onKeyDown}>
      <button type="button" className="ferkit-close" onClick={onClose}>
        {messages.close}
      </button>
      <PredictionGrid
        caption={title}
        predictions={faces.slice(0, shown)}
        messages={{ ...messages, noData: messages.noCellSamples }}
      />
      {left > 0 && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {messages.showMore(numberFormats(messages.locale).count(left))}
        </button>
      )}
    </section>
  );
}
