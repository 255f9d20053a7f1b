import type { Dataset } from '@ferkit/core';
import { useEffect, useState, type ReactElement } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { useThrottledText } from '../hooks/useThrottledText';
import { useLatest } from '../hooks/useLatest';
import type { TeachingMessages } from '../messages/teachingMessages';
import { numberFormats } from '../messages/numberFormats';
import { LabelCard } from './LabelCard';
import { SampleCamera } from './SampleCamera';
import { useLabelledSamples, type UseLabelledSamplesOptions } from './useLabelledSamples';

/** Props of {@link SampleCollector}. */
export interface SampleCollectorProps extends UseLabelledSamplesOptions {
  /** Told of what was collected whenever that changes; of null while it is not enough to learn from. */
  readonly onChange: (dataset: Dataset | null) => void;
  readonly messages: TeachingMessages;
}

/** How often what was collected is read aloud at most, in milliseconds. */
const CALM = 2500;

/** Collects faces for labels of one's own, from files and the camera. */
export function SampleCollector({ onChange, messages, ...options }: SampleCollectorProps): ReactElement {
  const state = useLabelledSamples(options);
  const { labels, dataset, waiting, withoutFace, error } = state;
  const { count } = numberFormats(messages.locale);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const tell = useLatest(onChange);
  useEffect(() => tell.current(dataset), [dataset, tell]);
  const { recording, stopRecording } = state;
  useEffect(() => {
    if (video === null && recording !== null) stopRecording();
  }, [video, recording, stopRecording]);

  const collected = labels.reduce((total, { samples }) => total + samples.length, 0);
  const news = [
    collected > 0 && messages.picturesCollected(collected, count(collected)),
    withoutFace > 0 && messages.picturesWithoutFace(withoutFace, count(withoutFace)),
  ];
  const said = useThrottledText(news.filter((words) => words !== false).join('. '), CALM);
  return (
    <section className="ferkit-collector" aria-label={messages.collectPictures}>
      <SampleCamera onVideo={setVideo} onError={options.onError} messages={messages} />
      <ul className="ferkit-labels">
        {labels.map((label, index) => (
          <LabelCard key={label.id} label={label} number={index + 1} state={state} video={video} messages={messages} />
        ))}
      </ul>
      <div className="ferkit-choices">
        <button type="button" onClick={() => state.addLabel(messages.labelNumber(count(labels.length + 1)))}>
          {messages.addLabel}
        </button>
        {waiting > 0 && <p className="ferkit-label-note">{messages.picturesWaiting(count(waiting))}</p>}
        {withoutFace > 0 && (
          <p className="ferkit-label-note">{messages.picturesWithoutFace(withoutFace, count(withoutFace))}</p>
        )}
      </div>
      {error !== null && <ErrorNotice error={error} messages={messages} />}
      <p className="ferkit-hidden" role="status">
        {said}
      </p>
    </section>
  );
}
