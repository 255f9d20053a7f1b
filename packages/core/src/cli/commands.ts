import type { Command } from './Command';
import { defineCompletion } from './commands/completion';
import { demo } from './commands/demo';
import { doctor } from './commands/doctor';
import { evaluate } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { inspect } from './commands/inspect';
import { model } from './commands/model';
import { native } from './commands/native';
import { predict } from './commands/predict';
import { runs } from './commands/runs';
import { train } from './commands/train';

const listed: readonly Command[] = [
  demo,
  doctor,
  inspect,
  train,
  runs,
  evaluate,
  predict,
  model,
  exportCommand,
  importCommand,
  native,
];

/** The commands in the order of the help. A new command is a new file and a line above. */
export const commands: readonly Command[] = [...listed, defineCompletion(listed)];
