import type { OptimizerName } from '../TrainOptions';
import { adam, adamW } from './adam';
import type { Optimizer } from './Optimizer';
import { sgd } from './sgd';

/** The optimizers by name. */
export const optimizers: Readonly<Record<OptimizerName, Optimizer>> = { sgd, adam, adamw: adamW };

/** The optimizer of a recipe. */
export const optimizerOf = (choice: OptimizerName | Optimizer): Optimizer =>
  typeof choice === 'string' ? optimizers[choice] : choice;
