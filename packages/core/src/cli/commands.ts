import type { Command } from './Command';
import { demo } from './commands/demo';
import { doctor } from './commands/doctor';
import { evaluate } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { inspect } from './commands/inspect';
import { native } from './commands/native';
import { predict } from './commands/predict';
import { train } from './commands/train';

/** The commands in the order of the help. A new command is a new file and a line here. */
export const commands: readonly Command[] = [
  demo,
  doctor,
  inspect,
  train,
  evaluate,
  predict,
  exportCommand,
  importCommand,
  native,
];
