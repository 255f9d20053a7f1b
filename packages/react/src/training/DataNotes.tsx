import { describeFaces, describeSkipped, type Dataset, type SkippedKind } from '@ferkit/core/datasets';
import type { ReactElement } from 'react';
import { dataMessages } from '../messages/dataMessages';
import type { Messages } from '../messages/Messages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';

interface DataNotesProps {
  readonly dataset: Dataset;
  readonly messages: Partial<Messages>;
}

/** Names that are shown of each kind, as on the command line. */
const SHOWN = 3;

/** Faces that were cropped from the photos of a dataset, and the rows and files that were left out, by kind. */
export function DataNotes({ dataset: { faces, skipped }, messages: overrides }: DataNotesProps): ReactElement {
  const messages = useTexts(dataMessages, overrides);
  const { count } = numberFormats(messages.locale);
  const kinds = (Object.entries(skipped.kinds) as [SkippedKind, number][]).sort(([, one], [, other]) => other - one);
  return (
    <div className="ferkit-notes">
      {faces !== undefined && faces.cropped > 0 && (
        <p>{messages.dataFaces({ report: faces, english: describeFaces(faces) })}</p>
      )}
      {skipped.count > 0 && (
        <details className="ferkit-data" open>
          <summary>{messages.dataLeftOut(skipped.count, count(skipped.count))}</summary>
          <ul>
            {kinds.map(([kind, number]) => (
              <li key={kind}>
                {messages.dataLeftOutKind({
                  kind,
                  number,
                  english: describeSkipped({ count: number, kinds: { [kind]: number }, items: [] }),
                  // Of rows that break their format, the reason says more than the name of their file.
                  names: skipped.items
                    .filter((item) => item.kind === kind)
                    .slice(0, SHOWN)
                    .map(({ source, reason }) => (kind === 'malformed' ? reason : source)),
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
