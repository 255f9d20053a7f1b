import { type ReactElement, useId } from 'react';
import { FileButton } from '../elements/FileButton';
import { type DroppedPicture, usePictureDrop } from '../hooks/usePictureDrop';
import { deferView } from '../elements/deferView';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { hasUniqueName, type SampleLabel } from './SampleCollection';
import type { LabelledSamplesState } from './useLabelledSamples';

interface LabelCardProps {
  readonly label: SampleLabel;
  /** Position among the labels, from 1. */
  readonly number: number;
  readonly state: LabelledSamplesState;
  /** Element that shows the camera; null while the camera is off. */
  readonly video: HTMLVideoElement | null;
  readonly messages: TeachingMessages;
}

const SampleStrip = /* @__PURE__ */ deferView(async () => (await import('./SampleStrip')).SampleStrip);

/** One label: its name, its faces, and controls to record or add more. */
export function LabelCard({ label, number, state, video, messages }: LabelCardProps): ReactElement {
  const { id, samples } = label;
  const { count } = numberFormats(messages.locale);
  const noteId = useId();
  const add = (pictures: readonly DroppedPicture[]): void => state.add(id, pictures);
  const drop = usePictureDrop(add);
  const isRecording = state.recording === id;
  const isValid = hasUniqueName(label, state.labels);
  // A label without a name goes by its number.
  const name = label.name.trim() === '' ? messages.labelNumber(count(number)) : messages.label(label.name.trim());
  return (
    <li className="ferkit-label" data-dropping={drop.isDraggedOver ? '' : undefined} {...drop.handlers}>
      <div className="ferkit-label-head">
        <input
          type="text"
          value={label.name}
          aria-label={messages.labelName(count(number))}
          aria-invalid={isValid ? undefined : true}
          aria-describedby={isValid ? undefined : noteId}
          onChange={({ target }) => state.renameLabel(id, target.value)}
        />
        <span className="ferkit-label-count">{messages.picturesCollected(samples.length, count(samples.length))}</span>
        <button
          type="button"
          className="ferkit-remove"
          aria-label={messages.removeLabel(name)}
          title={messages.removeLabel(name)}
          onClick={() => state.removeLabel(id)}
        >
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d="m2 2 8 8m0-8-8 8" />
          </svg>
        </button>
      </div>
      {!isValid && (
        <p className="ferkit-label-note" id={noteId}>
          {messages.labelInvalid}
        </p>
      )}
      <div className="ferkit-choices">
        <button
          type="button"
          data-recording={isRecording ? '' : undefined}
          disabled={video === null}
          onClick={() => (isRecording || video === null ? state.stopRecording() : state.record(id, video))}
        >
          {isRecording ? messages.stopRecording : messages.record}
          <span className="ferkit-hidden"> {name}</span>
        </button>
        <FileButton isMultiple onChoose={(...files) => add(files)}>
          {messages.addFiles}
          <span className="ferkit-hidden"> {name}</span>
        </FileButton>
      </div>
      {samples.length > 0 && (
        <SampleStrip
          label={label}
          name={name}
          onRemove={(sample) => state.removeSample(id, sample)}
          messages={messages}
        />
      )}
    </li>
  );
}
