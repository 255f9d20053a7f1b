import type { ReactElement } from 'react';
import type { ConfusionMessages } from '../messages/confusionMessages';
import type { ConfusionView } from './ConfusionView';

interface ConfusionLegendProps {
  readonly view: Pick<ConfusionView, 'kind' | 'ends'>;
  readonly messages: ConfusionMessages;
}

/** What the colours of a confusion matrix stand for. */
export function ConfusionLegend({ view: { kind, ends }, messages }: ConfusionLegendProps): ReactElement {
  const name = { share: messages.legendShare, count: messages.legendCount, change: messages.legendChange }[kind];
  return (
    <div className="ferkit-scale" data-kind={kind}>
      <span>{name}</span>
      <bdi>{ends[0]}</bdi>
      <i aria-hidden="true" />
      <bdi>{ends[1]}</bdi>
    </div>
  );
}
