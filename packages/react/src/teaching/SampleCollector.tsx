import type { Dataset } from '@ferkit/core';
import { useEffect, useState, type ReactElement } from 'react';
import { deferView } from '../elements/deferView';
import { ErrorNotice } from '../elements/ErrorNotice';
import { useThrottledText } from '../hooks/useThrottledText';
import { useLatest } from '../hooks/useLatest';
import type { CameraMessages } from '../messages/cameraMessages';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { LabelCard } from './LabelCard';
import {
  type LabelledSamplesState,
  type LeftOutPicture,
  useLabelledSamples,
  type UseLabelledSamplesOptions,
} from './useLabelledSamples';

interface SampleCollectorProps extends UseLabelledSamplesOptions {
  /** Called with the collected dataset when it changes; with null while it does not suffice for training. */
  readonly onChange: (dataset: Dataset | null) => void;
  readonly messages: TeachingMessages;
}

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 2500;

/** Collects faces for custom labels from files and the camera. */
export function SampleCollector({ onChange, messages, ...options }: SampleCollectorProps): ReactElement {
  const state = useLabelledSamples(options);
  const { labels, dataset, waiting, severalFaces, error } = state;
  const { count } = numberFormats(messages.locale);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const latestOnChange = useLatest(onChange);
  useEffect(() => latestOnChange.current(dataset), [dataset, latestOnChange]);
  const { recording, stopRecording } = state;
  useEffect(() => {
    if (video === null && recording !== null) stopRecording();
  }, [video, recording, stopRecording]);

  const collected = labels.reduce((total, { samples }) => total + samples.length, 0);
  const notes = describeLeftOut(state, messages);
  if (severalFaces > 0) notes.push(messages.picturesOfSeveralFaces(severalFaces, count(severalFaces)));
  const counts = collected > 0 ? [`${messages.picturesCollected(collected, count(collected))}.`, ...notes] : notes;
  const announcement = useThrottledText(counts.join(' '), ANNOUNCEMENT_INTERVAL);
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
      {notes.length > 0 && (
        <div className="ferkit-notes">
          {notes.map((note) => (
            <p key={note} className="ferkit-label-note">
              {note}
            </p>
          ))}
        </div>
      )}
      {error !== null && <ErrorNotice error={error} messages={messages} />}
      <p className="ferkit-hidden" role="status">
        {announcement}
      </p>
    </section>
  );
}

/** Names that are shown of each kind, as on the command line. */
const SHOWN = 3;

/** The pictures that were left out: a sentence for each kind, with the first names. */
function describeLeftOut({ leftOut }: LabelledSamplesState, messages: TeachingMessages): string[] {
  const { count } = numberFormats(messages.locale);
  const describe = (kind: LeftOutPicture['kind'], tell: TeachingMessages['picturesUnreadable']): string[] => {
    const all = leftOut.filter((picture) => picture.kind === kind);
    const names = all.flatMap(({ name }) => name ?? []).slice(0, SHOWN);
    return all.length === 0 ? [] : [tell(all.length, count(all.length), names)];
  };
  return [...describe('no-face', messages.picturesWithoutFace), ...describe('unreadable', messages.picturesUnreadable)];
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
