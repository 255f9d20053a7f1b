import { optionInvalid } from '../options';
import type { Architecture } from './Architecture';
import { bst261, type Bst261Options } from './bst261';
import { ferCnn, type FerCnnOptions } from './ferCnn';
import { miniXception, type MiniXceptionOptions } from './miniXception';

/** The options of each built-in network. A new network takes a file of its own, and a line in both tables here. */
export interface ArchitectureOptions {
  'fer-cnn': FerCnnOptions;
  bst261: Bst261Options;
  'mini-xception': MiniXceptionOptions;
}

/** The name of a built-in network. */
export type ArchitectureId = keyof ArchitectureOptions;

/** The built-in networks by name; the first is the default. */
export const architectures: { readonly [Id in ArchitectureId]: Architecture<ArchitectureOptions[Id]> } = {
  'fer-cnn': ferCnn,
  bst261,
  'mini-xception': miniXception,
};

/**
 * Finds a built-in network by name.
 * @throws OPTION_INVALID for an unknown name
 */
export function findArchitecture(id: string): Architecture<object> {
  if (Object.hasOwn(architectures, id)) return architectures[id as ArchitectureId];
  throw optionInvalid(
    'architecture',
    `one of ${Object.keys(architectures).join(', ')}`,
    `"${id}"`,
    'Pass an Architecture object to use a network of your own.',
  );
}
