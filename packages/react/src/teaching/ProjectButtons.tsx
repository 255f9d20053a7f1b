import { type ErrorCode, isFerError } from '@ferkit/core/metrics';
import type { ReactElement } from 'react';
import { ErrorNotice, isOwnPart } from '../elements/ErrorNotice';
import { FileButton } from '../elements/FileButton';
import type { TeachingMessages } from '../messages/teachingMessages';
import type { TeachingState } from './useTeaching';

interface ProjectButtonsProps {
  readonly state: TeachingState;
  /** Name of the saved file. */
  readonly fileName: string;
  readonly messages: TeachingMessages;
}

/** Buttons that open and save all that was taught as one file. */
export function ProjectButtons({ state, fileName, messages }: ProjectButtonsProps): ReactElement {
  const { project, canSave, open, save } = state;
  const isBusy = project.status === 'opening' || project.status === 'saving';
  const download = async (): Promise<void> => {
    const file = await save();
    if (file === null) return;
    const address = URL.createObjectURL(file);
    const link = Object.assign(document.createElement('a'), { href: address, download: fileName });
    link.click();
    // The browser reads it after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const told = { opened: messages.projectOpened, saved: messages.projectSaved };
  return (
    <div className="ferkit-project">
      <div className="ferkit-choices">
        <FileButton accept=".zip,application/zip" onChoose={(file) => void open(file)}>
          {messages.openProject}
        </FileButton>
        <button
          type="button"
          aria-disabled={canSave && !isBusy ? undefined : true}
          title={canSave ? undefined : messages.nothingToSave}
          onClick={() => canSave && !isBusy && void download()}
        >
          {messages.saveProject}
          {!canSave && <span className="ferkit-hidden"> ({messages.nothingToSave})</span>}
        </button>
      </div>
      {project.error !== null && (
        <ErrorNotice error={project.error} text={describeFile(project.error, messages)} messages={messages} />
      )}
      <p className="ferkit-label-note" role="status">
        {project.status === 'opened' || project.status === 'saved' ? told[project.status] : ''}
      </p>
    </div>
  );
}

/** Errors of a file that is no project, or not a whole one. */
const damaged: readonly ErrorCode[] = [
  'SOURCE_UNREADABLE',
  'DATASET_MALFORMED',
  'DATASET_EMPTY',
  'IMAGE_UNREADABLE',
  'MODEL_CORRUPT',
  'MODEL_INCOMPATIBLE',
];

/** The error of a file in words for visitors; undefined for errors of anything else. */
function describeFile(error: Error, messages: TeachingMessages): string | undefined {
  if (!isFerError(error) || isOwnPart(error)) return undefined;
  if (error.code === 'OPTION_INVALID') return messages.projectUnlike;
  return damaged.includes(error.code) ? messages.projectUnreadable : undefined;
}
