import type { FaceLocator, FerModel } from '@ferkit/core';
import type { ReactElement } from 'react';
import { ErrorNotice } from '../classifier/ErrorNotice';
import { useLoadedPart } from '../hooks/useLoadedPart';
import type { Messages } from '../messages/Messages';

interface ModelTrialProps {
  readonly model: FerModel;
  readonly faces: FaceLocator | undefined;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: Messages;
}

const load = () => import('../classifier/EmotionClassifier').then(({ EmotionClassifier }) => EmotionClassifier);

/** Tries a model that was just trained, on pictures and the camera. */
export function ModelTrial({ messages, ...classifier }: ModelTrialProps): ReactElement | null {
  const { part: EmotionClassifier, error, retry } = useLoadedPart(true, load);
  if (error !== null) return <ErrorNotice error={error} onRetry={retry} messages={messages} />;
  return (
    EmotionClassifier && (
      <EmotionClassifier caption={messages.tryModel} messages={messages} className="ferkit-inner" {...classifier} />
    )
  );
}
