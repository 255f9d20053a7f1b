import type { Classification } from '@ferkit/core';
import { type CSSProperties, type ReactElement, type ReactNode, useEffect } from 'react';
import { deferView } from '../elements/deferView';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { ErrorNotice } from '../elements/ErrorNotice';
import type { PictureElement } from '../parts/useFaceCrop';
import type { FaceSelection } from '../parts/useFaceSelection';
import { ShownPicture } from './ClassifierStage';
import type { EmotionClassifierState } from './useEmotionClassifier';

interface ClassifierResultsProps {
  readonly state: EmotionClassifierState;
  readonly faces: readonly Classification[] | null;
  /** Element that shows the picture; null until it is drawn. */
  readonly source: PictureElement | null;
  readonly selection: FaceSelection;
  readonly isMirrored: boolean;
  /** True for a camera or a video, also before it starts. */
  readonly isLive: boolean;
  readonly topK: number | undefined;
  /** True while there is no input. */
  readonly isWaiting: boolean;
  /** Error of the picture, which could not be read. */
  readonly pictureError: Error | null;
  readonly messages: ClassifierMessages;
}

const LoadStatus = /* @__PURE__ */ deferView(async () => (await import('./LoadStatus')).LoadStatus);
const FoundFaces = /* @__PURE__ */ deferView(async () => (await import('./FoundFaces')).FoundFaces);
export const FacesInWords = /* @__PURE__ */ deferView(async () => (await import('./FacesInWords')).FacesInWords);

/** Number of bars of a face, at most. */
const MOST_ROWS = 8;

/** The faces with their scores, or the status or error that stands in their place. */
export function ClassifierResults(props: ClassifierResultsProps): ReactElement {
  const { status, classifier } = props.state;
  useEffect(() => {
    // Loads in parallel with the engine, so that the first result appears without a pause.
    if (status === 'loading' || status === 'ready') {
      void FoundFaces.prepare();
      void FacesInWords.prepare();
      void ShownPicture.prepare();
    }
  }, [status]);
  const rows = Math.min(props.topK ?? MOST_ROWS, classifier?.metadata.labels.length ?? MOST_ROWS);
  return (
    <div
      className="ferkit-results"
      // Room for a face, so that nothing below moves when faces come and go.
      data-live={props.isLive ? '' : undefined}
      style={{ '--ferkit-rows': rows } as CSSProperties}
    >
      {renderResults(props)}
    </div>
  );
}

function renderResults({
  state,
  faces,
  source,
  selection,
  isMirrored,
  isLive,
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
      source={source}
      size={size}
      selection={selection}
      isMirrored={isMirrored}
      isLive={isLive}
      labels={classifier.metadata.labels}
      topK={topK}
      backend={classifier.backend.name}
      messages={messages}
    />
  );
}
