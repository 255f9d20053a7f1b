import type { ReactElement } from 'react';
import { useThrottledText } from '../hooks/useThrottledText';
import { numberFormats } from '../messages/numberFormats';
import type { TeachingMessages } from '../messages/teachingMessages';
import type { LabelledSamplesState, LeftOutPicture } from './useLabelledSamples';

interface CollectorNotesProps {
  readonly state: LabelledSamplesState;
  readonly messages: TeachingMessages;
}

/** Minimum milliseconds between two announcements to screen readers. */
const ANNOUNCEMENT_INTERVAL = 2500;

/** Tells which pictures were left out, and announces the number of those that were collected. */
export function CollectorNotes({ state, messages }: CollectorNotesProps): ReactElement {
  const { labels, severalFaces } = state;
  const { count } = numberFormats(messages.locale);
  const collected = labels.reduce((total, { samples }) => total + samples.length, 0);
  const notes = describeLeftOut(state, messages);
  if (severalFaces > 0) notes.push(messages.picturesOfSeveralFaces(severalFaces, count(severalFaces)));
  const counts = collected > 0 ? [`${messages.picturesCollected(collected, count(collected))}.`, ...notes] : notes;
  const announcement = useThrottledText(counts.join(' '), ANNOUNCEMENT_INTERVAL);
  return (
    <>
      {notes.length > 0 && (
        <div className="ferkit-notes">
          {notes.map((note) => (
            <p key={note} className="ferkit-label-note">
              {note}
            </p>
          ))}
        </div>
      )}
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
  return [...describe('no-face', messages.picturesWithoutFace), ...describe('unreadable', messages.picturesUnreadable)];
}
