import type { LabelScore } from '@ferkit/core';
import type { CSSProperties, ReactElement } from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import { numberFormats } from '../messages/numberFormats';

interface ScoreBarsProps {
  readonly scores: readonly LabelScore[];
  readonly messages: CommonMessages;
}

/** Labels with their scores as numbers and bars. */
export function ScoreBars({ scores, messages }: ScoreBarsProps): ReactElement {
  const { exactShare } = numberFormats(messages.locale);
  return (
    <ol className="ferkit-bars">
      {scores.map(({ label, score }) => (
        <li key={label} className="ferkit-score">
          <span>{messages.label(label)}</span>
          <span>{exactShare(score)}</span>
          <i style={{ '--ferkit-rate': score.toFixed(3) } as CSSProperties} />
        </li>
      ))}
    </ol>
  );
}
