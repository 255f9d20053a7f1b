import type { ReactElement } from 'react';
import type { ClassifierMessages } from '../messages/classifierMessages';
import type { PictureSource } from './usePictureSource';

interface SourceTabsProps {
  readonly sources: readonly PictureSource[];
  readonly current: PictureSource;
  readonly onChange: (source: PictureSource) => void;
  readonly messages: ClassifierMessages;
}

const names = { file: 'sourceFile', url: 'sourceUrl', webcam: 'sourceWebcam' } as const;

/** The choice of where the picture comes from. */
export function SourceTabs({ sources, current, onChange, messages }: SourceTabsProps): ReactElement {
  return (
    <div className="ferkit-group" role="group" aria-label={messages.source}>
      {sources.map((source) => (
        <button key={source} type="button" aria-pressed={source === current} onClick={() => onChange(source)}>
          {messages[names[source]]}
        </button>
      ))}
    </div>
  );
}
