import type { Classification, LoadEvent } from '@ferkit/core';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { deferView } from '../elements/deferView';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { Surface } from './PictureCanvas';
import type { EmotionClassifierState } from './useEmotionClassifier';

interface ClassifierResultsProps {
  readonly state: EmotionClassifierState;
  readonly faces: readonly Classification[] | null;
  readonly surface: Surface | null;
  readonly isMirrored: boolean;
  readonly topK: number | undefined;
  /** True while there is no input. */
  readonly isWaiting: boolean;
  /** Error of the picture, which could not be read. */
  readonly pictureError: Error | null;
  readonly messages: ClassifierMessages;
}

const FoundFaces = /* @__PURE__ */ deferView(async () => (await import('./FoundFaces')).FoundFaces);

/** The faces with their scores, or the status or error that stands in their place. */
export function ClassifierResults(props: ClassifierResultsProps): ReactElement {
  const { status } = props.state;
  useEffect(() => {
    // Loads in parallel with the engine, so that the first result appears without a pause.
    if (status === 'loading' || status === 'ready') void FoundFaces.prepare();
  }, [status]);
  return <div className="ferkit-results">{renderResults(props)}</div>;
}

function renderResults({
  state,
  faces,
  surface,
  isMirrored,
  topK,
  isWaiting,
  pictureError,
  messages,
}: ClassifierResultsProps): ReactNode {
  const { status, error, classifier, size } = state;
  if (pictureError !== null) return <ErrorNotice error={pictureError} messages={messages} />;
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
  return (
    <FoundFaces
      faces={faces}
      surface={surface}
      size={size}
      isMirrored={isMirrored}
      labels={classifier.metadata.labels}
      topK={topK}
      backend={classifier.backend.name}
      messages={messages}
    />
  );
}

interface LoadStatusProps {
  readonly progress: LoadEvent | null;
  readonly messages: ClassifierMessages;
}

/** Progress of loading as a bar and in words; the bar is indeterminate where no total is known. */
function LoadStatus({ progress, messages }: LoadStatusProps): ReactElement {
  const text = describeProgress(progress, messages);
  return (
    <div className="ferkit-loading">
      <progress aria-label={text} {...(progress?.type === 'read' && { value: progress.loaded, max: progress.total })} />
      <p role="status">{text}</p>
    </div>
  );
}

function describeProgress(progress: LoadEvent | null, messages: ClassifierMessages): string {
  const { bytes } = numberFormats(messages.locale);
  switch (progress?.type) {
    case 'read':
      return messages.loadingModel({ loaded: bytes(progress.loaded), total: bytes(progress.total) });
    case 'detector':
      return messages.loadingDetector;
    case 'warmup':
    case 'ready':
      return messages.warmingUp;
    default:
      return messages.loadingEngine;
  }
}
