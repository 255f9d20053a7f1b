import { adam, adamW } from './adam';
import type { Optimizer } from './Optimizer';
import { sgd } from './sgd';

/** The optimizers by name. */
export const optimizers = { sgd, adam, adamw: adamW } as const satisfies Readonly<Record<string, Optimizer>>;

/** The name of an optimizer. */
export type OptimizerName = keyof typeof optimizers;
