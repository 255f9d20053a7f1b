import type { LoadEvent } from '@ferkit/core';
import { type ReactElement, useState } from 'react';
import { useThrottledText } from '../hooks/useThrottledText';
import type { ClassifierMessages } from '../messages/classifierMessages';
import { numberFormats } from '../messages/numberFormats';

interface LoadStatusProps {
  readonly progress: LoadEvent | null;
  readonly messages: ClassifierMessages;
}

type Download = Extract<LoadEvent, { type: 'download' }>;

/** Least milliseconds between two announcements. */
const ANNOUNCEMENT_INTERVAL = 2000;

/** Progress of loading: its phase in words, of which each is announced once, and the bytes, which are only drawn. */
export function LoadStatus({ progress, messages }: LoadStatusProps): ReactElement {
  const { bytes } = numberFormats(messages.locale);
  const [download, setDownload] = useState<Download>();
  const [step, setStep] = useState<LoadEvent>();
  const [size, setSize] = useState(0);
  if (progress?.type === 'download') {
    if (progress !== download) setDownload(progress);
    // The first size is said. Later it may turn out to be less.
    if (progress.total > size) setSize(progress.total);
  } else if (progress !== null && progress !== step) setStep(progress);

  const isReading = step?.type === 'read' && step.loaded < step.total;
  const isDownloading =
    !isReading && download !== undefined && download.loaded < download.total && !isAfterDownload(step);
  const counted = isDownloading ? download : step?.type === 'read' ? step : undefined;
  const text = isDownloading ? messages.loadingOnce({ total: bytes(size) }) : describe();
  const announced = useThrottledText(text, ANNOUNCEMENT_INTERVAL);

  function describe(): string {
    switch (step?.type) {
      case 'read':
        return messages.loadingModel({ total: bytes(step.total) });
      case 'detector':
        return messages.loadingDetector;
      case 'warmup':
      case 'ready':
        return messages.warmingUp;
      default:
        return download === undefined ? messages.loading : messages.loadingEngine;
    }
  }

  return (
    <div className="ferkit-loading">
      <progress aria-label={text} {...(counted && { value: counted.loaded, max: counted.total })} />
      <p>
        {text}
        {counted && (
          <span aria-hidden>
            {' '}
            {messages.loadedSoFar({ loaded: bytes(counted.loaded), total: bytes(counted.total) })}
          </span>
        )}
      </p>
      <p className="ferkit-hidden" role="status">
        {announced}
      </p>
    </div>
  );
}

/** True once everything is there, even if the last bytes were told together with what came next. */
const isAfterDownload = (step: LoadEvent | undefined): boolean => step?.type === 'warmup' || step?.type === 'ready';
