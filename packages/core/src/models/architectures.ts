import { didYouMean } from '../findNearest';
import { describeValue, optionInvalid, type OptionTable, type Rule } from '../options';
import type { Architecture } from './Architecture';
import { bst261, type Bst261Options, bst261Table } from './bst261';
import { ferCnn, type FerCnnOptions, ferCnnTable } from './ferCnn';
import { ferResNet, type FerResNetOptions, ferResNetTable } from './ferResNet';
import { miniXception, type MiniXceptionOptions, miniXceptionTable } from './miniXception';

/** The options of each built-in network. A new network takes a file of its own, and a line in the three tables here. */
export interface ArchitectureOptions {
  'fer-cnn': FerCnnOptions;
  bst261: Bst261Options;
  'mini-xception': MiniXceptionOptions;
  'fer-resnet': FerResNetOptions;
}

/** The name of a built-in network. */
export type ArchitectureId = keyof ArchitectureOptions;

/** The built-in networks by name; the first is the default. */
export const architectures: { readonly [Id in ArchitectureId]: Architecture<ArchitectureOptions[Id]> } = {
  'fer-cnn': ferCnn,
  bst261,
  'mini-xception': miniXception,
  'fer-resnet': ferResNet,
};

/** The rules of each built-in network's options. */
const architectureTables: { readonly [Id in ArchitectureId]: OptionTable<ArchitectureOptions[Id]> } = {
  'fer-cnn': ferCnnTable,
  bst261: bst261Table,
  'mini-xception': miniXceptionTable,
  'fer-resnet': ferResNetTable,
};

/** The rules of a network's options; undefined for a network of the user. */
export function tableOf(architecture: Architecture<object>): Readonly<Record<string, Rule>> | undefined {
  const id = architectureIds().find((name) => architectures[name] === architecture);
  return id === undefined ? undefined : architectureTables[id];
}

const architectureIds = (): readonly ArchitectureId[] => Object.keys(architectures) as readonly ArchitectureId[];

/**
 * Finds a built-in network by name.
 * @throws OPTION_INVALID for an unknown name
 */
export function findArchitecture(id: string): Architecture<object> {
  if (Object.hasOwn(architectures, id)) return architectures[id as ArchitectureId];
  const ids = architectureIds();
  const hint = didYouMean(id, ids);
  const own = 'Pass an Architecture object to use a network of your own.';
  const next = hint === undefined ? own : `${hint} ${own}`;
  throw optionInvalid('architecture', `one of ${ids.join(', ')}`, describeValue(id), next);
}
