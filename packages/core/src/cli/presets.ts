import type { ArchitectureId, TrainOptions } from '../index';

/** A recipe of `ferkit train`: what its flags are where they are not given. */
export interface Preset {
  /** What it is, for the help. */
  readonly summary: string;
  readonly architecture: ArchitectureId;
  /** Options of the network; the others are its defaults. */
  readonly network?: object;
  /** Pairs of labels, the first of which becomes the second. */
  readonly merge: readonly (readonly [from: string, into: string])[];
  readonly training: Partial<TrainOptions>;
}

/** The recipes by name. */
export const presets: Readonly<Record<string, Preset>> = {
  bst261: {
    summary: 'the BST261 course project: six labels, Adam at 0.001, 32 epochs, nothing else',
    architecture: 'bst261',
    merge: [['disgust', 'angry']],
    training: {
      optimizer: 'adam',
      learningRate: 0.001,
      batchSize: 128,
      epochs: 32,
      schedule: { type: 'constant' },
      warmupEpochs: 0,
      weightDecay: 0,
      augment: false,
      labelSmoothing: 0,
      restoreBest: false,
    },
  },
};
