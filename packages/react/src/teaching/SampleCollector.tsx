import type { Dataset } from '@ferkit/core';
import { useEffect, useState, type ReactElement } from 'react';
import { deferView } from '../elements/deferView';
import { ErrorNotice } from '../elements/ErrorNotice';
import { useLatest } from '../hooks/useLatest';
import type { CameraMessages } from '../messages/cameraMessages';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { LabelCard } from './LabelCard';
import { useLabelledSamples, type UseLabelledSamplesOptions } from './useLabelledSamples';

interface SampleCollectorProps extends UseLabelledSamplesOptions {
  /** Called with the collected dataset when it changes; with null while it does not suffice for training. */
  readonly onChange: (dataset: Dataset | null) => void;
  readonly messages: TeachingMessages;
}

const CollectorNotes = /* @__PURE__ */ deferView(async () => (await import('./CollectorNotes')).CollectorNotes);

/** Collects faces for custom labels from files and the camera. */
export function SampleCollector({ onChange, messages, ...options }: SampleCollectorProps): ReactElement {
  const state = useLabelledSamples(options);
  const { labels, dataset, waiting, error } = state;
  const { count } = numberFormats(messages.locale);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const latestOnChange = useLatest(onChange);
  useEffect(() => latestOnChange.current(dataset), [dataset, latestOnChange]);
  const { recording, stopRecording } = state;
  useEffect(() => {
    if (video === null && recording !== null) stopRecording();
  }, [video, recording, stopRecording]);

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
      </div>
      <CollectorNotes state={state} messages={messages} />
      {error !== null && <ErrorNotice error={error} messages={messages} />}
    </section>
  );
}

interface SampleCameraProps {
  /** Called with the element that shows the camera, and with null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly onError: ((error: Error) => void) | undefined;
  readonly messages: CameraMessages;
}

const RunningCamera = /* @__PURE__ */ deferView(async () => (await import('./RunningCamera')).RunningCamera);

/** The camera that faces are recorded from, behind a button that starts it. */
function SampleCamera({ messages, ...callbacks }: SampleCameraProps): ReactElement {
  const [isOn, setOn] = useState(false);
  if (isOn) return <RunningCamera {...callbacks} onStop={() => setOn(false)} messages={messages} />;
  return (
    <button type="button" onClick={() => setOn(true)}>
      {messages.startCamera}
    </button>
  );
}
