import type { Classification } from '@ferkit/core';
import type { ReactElement, ReactNode } from 'react';
import type { BaseMessages } from '../messages/Messages';
import { numberFormats } from '../messages/numberFormats';
import { ErrorNotice } from './ErrorNotice';
import { FaceCard } from './FaceCard';
import { FaceCrop } from './FaceCrop';
import { LoadStatus } from './LoadStatus';
import type { Surface } from './Surface';
import type { EmotionClassifierState } from './useEmotionClassifier';

interface ClassifierResultsProps {
  readonly state: EmotionClassifierState;
  readonly faces: readonly Classification[] | null;
  readonly surface: Surface | null;
  readonly isMirrored: boolean;
  readonly topK: number | undefined;
  /** Whether there is nothing to look at yet. */
  readonly isWaiting: boolean;
  /** What kept the picture from being read. */
  readonly problem: Error | null;
  readonly messages: BaseMessages;
}

/** With more labels than this not all of them are shown of a face. */
const MANY_LABELS = 8;

/** What was found, or what keeps it from being found. */
export function ClassifierResults(props: ClassifierResultsProps): ReactElement {
  return <div className="ferkit-results">{showResults(props)}</div>;
}

function showResults({
  state,
  faces,
  surface,
  isMirrored,
  topK,
  isWaiting,
  problem,
  messages,
}: ClassifierResultsProps): ReactNode {
  const { status, error, classifier, size } = state;
  if (problem !== null) return <ErrorNotice error={problem} messages={messages} />;
  if (error !== null) return <ErrorNotice error={error} onRetry={state.retry} messages={messages} />;
  if (status === 'loading') return <LoadStatus progress={state.progress} messages={messages} />;
  if (classifier === null || isWaiting) return <p className="ferkit-hint">{messages.waitingForPicture}</p>;
  if (faces === null) return <p className="ferkit-hint">{messages.looking}</p>;
  if (faces.length === 0) {
    return (
      <div className="ferkit-hint">
        <strong>{messages.noFace}</strong>
        <p>{messages.noFaceHint}</p>
      </div>
    );
  }
  const { labels } = classifier.metadata;
  const all = labels.length > MANY_LABELS ? 5 : labels.length;
  const { count } = numberFormats(messages.locale);
  const milliseconds = Math.max(1, Math.round(faces[0]!.milliseconds));
  return (
    <>
      <ul className="ferkit-found">
        {faces.map((face, place) => (
          <FaceCard
            key={face.track ?? place}
            face={face}
            number={faces.length > 1 ? place + 1 : null}
            labels={labels}
            topK={topK ?? (faces.length > 1 ? 3 : all)}
            crop={surface && size && <FaceCrop {...{ face, surface, size, isMirrored }} />}
            messages={messages}
          />
        ))}
      </ul>
      <p className="ferkit-ran">
        {messages.ranOn({ backend: classifier.backend.name, milliseconds: count(milliseconds) })}
      </p>
    </>
  );
}
