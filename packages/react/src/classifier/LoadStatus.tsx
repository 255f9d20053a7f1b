import type { LoadEvent } from '@ferkit/core';
import type { ReactElement } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';

interface LoadStatusProps {
  readonly progress: LoadEvent | null;
  readonly messages: ClassifierMessages;
}

/** How far loading is, in words and as a bar; the bar has no length where nobody knows how long it takes. */
export function LoadStatus({ progress, messages }: LoadStatusProps): ReactElement {
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
