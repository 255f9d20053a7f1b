import type { ByteSource } from '@ferkit/core';
import type { ViewProps } from '../elements/Figure';
import type { UseTeachingOptions } from './useTeaching';

/** Props of `<TeachingPanel>`. */
export interface TeachingPanelProps extends Omit<ViewProps, keyof UseTeachingOptions>, UseTeachingOptions {
  /** Names of the first labels; visitors can change them. @default two numbered labels */
  readonly labels?: readonly string[] | undefined;
  /** A project to begin with, which `encodeProject` or the panel saved: an address, a File or its bytes. @default none */
  readonly project?: ByteSource | undefined;
  /** Name of the file that keeps pictures, labels and model; false leaves the buttons that open and save it out. @default 'ferkit-project.zip' */
  readonly projectName?: string | false | undefined;
  /** Turns the camera on when the component mounts. @default false */
  readonly autoStart?: boolean | undefined;
  /** Target of the button that saves the model alone: `download:name` or `indexeddb:name`; false leaves it out. @default 'download:ferkit-model' */
  readonly saveTo?: string | false | undefined;
}
