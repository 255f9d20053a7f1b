import { type ReactElement, useId } from 'react';
import { FileButton } from '../elements/FileButton';
import type { DroppedPicture } from '../hooks/readDrop';
import { usePictureDrop } from '../hooks/usePictureDrop';
import { deferView } from '../elements/deferView';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import { RecordButton } from './RecordButton';
import { hasUniqueName, MAX_SAMPLES, type SampleLabel } from './SampleCollection';
import type { LabelledSamplesState } from './useLabelledSamples';

interface LabelCardProps {
  readonly label: SampleLabel;
  /** Position among the labels, from 1. */
  readonly number: number;
  readonly state: LabelledSamplesState;
  /** Element that shows the camera; null while the camera is off. */
  readonly video: HTMLVideoElement | null;
  /** True: a press starts recording and the next one stops it. */
  readonly isToggle: boolean;
  readonly onRemove: () => void;
  /** Id of the text that the camera has to be on. */
  readonly cameraHint: string;
  readonly messages: TeachingMessages;
}

const SampleStrip = /* @__PURE__ */ deferView(async () => (await import('./SampleStrip')).SampleStrip);

/** One label: its name, its faces, and controls to record or add more. */
export function LabelCard({
  label,
  number,
  state,
  video,
  isToggle,
  onRemove,
  cameraHint,
  messages,
}: LabelCardProps): ReactElement {
  const { id, samples } = label;
  const { count } = numberFormats(messages.locale);
  const noteId = useId();
  const add = (pictures: readonly DroppedPicture[]): void => state.add(id, pictures);
  const drop = usePictureDrop(add);
  const isRecording = state.recording === id;
  const isValid = hasUniqueName(label, state.labels);
  const isFull = samples.length >= MAX_SAMPLES;
  // A label without a name goes by its number.
  const name = label.name.trim() === '' ? messages.labelNumber(count(number)) : messages.label(label.name.trim());
  const record = isToggle ? (isRecording ? messages.stopRecording : messages.record) : messages.holdToRecord;
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
          onClick={onRemove}
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
      {isFull && (
        <p className="ferkit-label-note" id={`${noteId}f`}>
          {messages.labelFull({ label: name, most: count(MAX_SAMPLES) })}
        </p>
      )}
      <div className="ferkit-choices">
        <RecordButton
          isRecording={isRecording}
          isToggle={isToggle}
          refusal={video === null ? cameraHint : isFull ? `${noteId}f` : undefined}
          onStart={() => video !== null && state.record(id, video)}
          onStop={state.stopRecording}
        >
          {record}
          <span className="ferkit-hidden"> {name}</span>
        </RecordButton>
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
