import { useCallback, useEffect, useId, useRef, useState, type ReactElement } from 'react';
import { ErrorNotice } from '../elements/ErrorNotice';
import { FaceCanvas } from '../elements/FaceCanvas';
import { useThrottledText } from '../hooks/useThrottledText';
import type { WebcamState } from '../hooks/useWebcam';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { LabelCard } from './LabelCard';
import type { LabelledSamplesState, LeftOutPicture } from './useLabelledSamples';

interface CollectStepProps {
  readonly state: LabelledSamplesState;
  readonly camera: WebcamState;
  readonly messages: TeachingMessages;
}

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 2500;

/** The first step: faces for each label, from files and the camera. */
export function CollectStep({ state, camera, messages }: CollectStepProps): ReactElement {
  const { labels, waiting, severalFaces, error, watch } = state;
  const { count } = numberFormats(messages.locale);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [isToggle, setToggle] = useState(false);
  const hintId = useId();
  useEffect(() => {
    if (video === null) return;
    watch(video);
    return () => watch(null);
  }, [video, watch]);

  const list = useRef<HTMLUListElement>(null);
  const adder = useRef<HTMLButtonElement>(null);
  const listNames = (): HTMLInputElement[] => [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? [])]; // prettier-ignore
  const addLabel = (): void => {
    state.addLabel(messages.labelNumber(count(labels.length + 1)));
    // The name of the new label is what a visitor types next.
    requestAnimationFrame(() => {
      const name = listNames().at(-1);
      name?.focus();
      name?.select();
    });
  };
  const removeLabel = (id: number, index: number): void => {
    const names = listNames();
    // Removing the button would lose the focus, so the closest name takes it first.
    (names[index + 1] ?? names[index - 1] ?? adder.current)?.focus();
    state.removeLabel(id);
  };

  const collected = labels.reduce((total, { samples }) => total + samples.length, 0);
  const notes = describeLeftOut(state, messages);
  if (severalFaces > 0) notes.push(messages.picturesOfSeveralFaces(severalFaces, count(severalFaces)));
  const counts = collected > 0 ? [`${messages.picturesCollected(collected, count(collected))}.`, ...notes] : notes;
  const announcement = useThrottledText(counts.join(' '), ANNOUNCEMENT_INTERVAL);
  const isOn = camera.status === 'on';
  return (
    <>
      <TeachingCamera camera={camera} preview={state.preview} onVideo={setVideo} messages={messages} />
      {isOn ? (
        <label className="ferkit-check">
          <input type="checkbox" checked={isToggle} onChange={({ target }) => setToggle(target.checked)} />
          {messages.recordWithoutHolding}
        </label>
      ) : (
        <p className="ferkit-label-note" id={hintId}>
          {messages.recordNeedsCamera}
        </p>
      )}
      <ul className="ferkit-labels" ref={list}>
        {labels.map((label, index) => (
          <LabelCard
            key={label.id}
            label={label}
            number={index + 1}
            state={state}
            video={isOn ? video : null}
            isToggle={isToggle}
            onRemove={() => removeLabel(label.id, index)}
            cameraHint={hintId}
            messages={messages}
          />
        ))}
      </ul>
      <div className="ferkit-choices">
        <button ref={adder} type="button" onClick={addLabel}>
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
    </>
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
  return [
    ...describe('no-face', messages.picturesWithoutFace),
    ...describe('unreadable', messages.picturesUnreadable),
    ...describe('full', messages.picturesTooMany),
  ];
}

interface TeachingCameraProps {
  readonly camera: WebcamState;
  readonly preview: LabelledSamplesState['preview'];
  /** Called with the element that shows the camera, and with null when it is off. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly messages: TeachingMessages;
}

/** The camera, mirrored, and beside it the crop that would be taken. */
function TeachingCamera({ camera, preview, onVideo, messages }: TeachingCameraProps): ReactElement {
  const { status, error, ref: show, start, stop } = camera;
  const ref = useCallback(
    (video: HTMLVideoElement | null) => {
      show(video);
      onVideo(video);
    },
    [show, onVideo],
  );
  const isOff = status === 'off' || status === 'error';
  return (
    <div className="ferkit-sample-camera" data-status={status}>
      {status === 'on' && (
        <div className="ferkit-viewfinder">
          <video ref={ref} playsInline muted aria-label={messages.cameraPicture} />
          <figure>
            {preview === null ? <i /> : <FaceCanvas image={preview} label={null} />}
            <figcaption>{preview === null ? messages.cropMissing : messages.cropTaken}</figcaption>
          </figure>
        </div>
      )}
      {(status === 'starting' || status === 'paused') && (
        <p>{status === 'paused' ? messages.cameraPaused : messages.cameraStarting}</p>
      )}
      {error !== null && <ErrorNotice error={error} messages={messages} />}
      {/* One button, so that it keeps the focus. */}
      <button type="button" onClick={isOff ? start : stop}>
        {isOff ? messages.startCamera : messages.stopCamera}
      </button>
    </div>
  );
}
