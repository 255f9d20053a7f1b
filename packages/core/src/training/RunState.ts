import * as tf from '@tensorflow/tfjs';
import { WeightSnapshot } from '../models/copyWeights';
import type { EpochRecord } from './TrainEvent';
import type { Optimizer } from './optimizers/Optimizer';
import type { TrainableNetwork } from './steps/TrainableNetwork';
import { flattenTensors, unflattenTensors, type WeightGroup, weightGroups } from './steps/weightGroups';

/** Sums over the batches of the current epoch. */
interface EpochSums {
  loss: number;
  correct: number;
  samples: number;
}

/** The progress of a run; a checkpoint holds all of it. */
export interface RunPosition {
  /** Finished epochs. */
  epoch: number;
  /** Of a run that was extended: the first epoch, from 0, whose learning rate follows the number of epochs of the recipe. */
  extendedAt?: number;
  /** Finished batches of the current epoch. */
  batch: number;
  /** Updates of the weights so far. */
  step: number;
  sums: EpochSums;
  history: EpochRecord[];
  /** The loss of the first step, to which later ones are compared; null before it. */
  firstLoss: number | null;
}

/** A loss above this multiple of the first step's loss counts as diverging. */
const SANE_LOSS_FACTOR = 10;

/**
 * The state of a run: its position, the optimizer state, the moving average and the best weights. Random numbers are no part of
 * it: they follow from the seed and the position.
 */
export class RunState {
  position: RunPosition = {
    epoch: 0,
    batch: 0,
    step: 0,
    sums: { loss: 0, correct: 0, samples: 0 },
    history: [],
    firstLoss: null,
  };
  /** The trainable weights in the groups that the optimizer updates. */
  readonly groups: readonly WeightGroup[];
  /** The optimizer state: for each group one variable per slot. */
  readonly slots: readonly (readonly tf.Variable[])[];
  /** The exponential moving average of all weights, flat; undefined without `averageWeights`. */
  readonly average: tf.Variable<tf.Rank.R1> | undefined;
  best: WeightSnapshot | undefined;
  /** The last weights with a sane loss. */
  lastGood: WeightSnapshot;
  /** The weights of the running step; its loss is not known yet. */
  #pending: WeightSnapshot | undefined;

  constructor(
    readonly network: TrainableNetwork,
    optimizer: Optimizer,
    readonly averageDecay: number | false,
  ) {
    this.groups = weightGroups(network.trainable);
    this.slots = this.groups.map(({ size }) =>
      optimizer.slots.map(() => tf.tidy(() => tf.variable(tf.zeros([size]), false))),
    );
    this.average =
      averageDecay === false
        ? undefined
        : tf.tidy(() => tf.variable<tf.Rank.R1>(flattenTensors(network.weights.map((weight) => weight.read())), false));
    this.lastGood = WeightSnapshot.of(network.weights);
  }

  /** Before a step: keeps the weights that its loss will belong to. */
  expectLoss(): void {
    this.#pending = WeightSnapshot.of(this.network.weights);
  }

  /** After the step: its weights become the last good ones, unless its loss is far above that of the first step. */
  confirmLoss(loss: number): void {
    if (this.#pending === undefined) return;
    this.position.firstLoss ??= loss;
    const isSane = loss <= SANE_LOSS_FACTOR * this.position.firstLoss;
    const [kept, dropped] = isSane ? [this.#pending, this.lastGood] : [this.lastGood, this.#pending];
    dropped.dispose();
    this.lastGood = kept;
    this.#pending = undefined;
  }

  /** Moves the average towards the weights. The decay starts low, so that the random start is soon forgotten. */
  updateAverage(): void {
    const { average, averageDecay, network, position } = this;
    if (average === undefined || averageDecay === false) return;
    const rate = 1 - Math.min(averageDecay, (1 + position.step) / (10 + position.step));
    tf.tidy(() => {
      const current = flattenTensors(network.weights.map((weight) => weight.read()));
      average.assign(tf.add(average, tf.mul(tf.sub(current, average), rate)));
    });
  }

  /** Runs work with the averaged weights, if there are any, and restores the current ones. */
  async withAverage<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.average === undefined) return work();
    const current = WeightSnapshot.of(this.network.weights);
    try {
      this.#loadAverage();
      return await work();
    } finally {
      try {
        current.restore(this.network.weights);
      } finally {
        current.dispose();
      }
    }
  }

  #loadAverage(): void {
    const { average, network } = this;
    if (average === undefined) return;
    tf.tidy(() => {
      const shapes = network.weights.map(({ shape }) => shape as number[]);
      unflattenTensors(average, shapes).forEach((value, index) => network.weights[index]!.write(value));
    });
  }

  /** Keeps the current weights as the best. */
  keepBest(): void {
    this.best?.dispose();
    this.best = WeightSnapshot.of(this.network.weights);
  }

  /** Gives the network the weights of the result: the best ones, else the average, else the last. */
  loadResult(): void {
    if (this.best !== undefined) this.best.restore(this.network.weights);
    else this.#loadAverage();
  }

  /** Restores the last good weights, after a loss that is not finite. {@link loadResult} still prefers the best weights. */
  rewind(): void {
    this.lastGood.restore(this.network.weights);
    const { average } = this;
    if (average !== undefined) tf.tidy(() => average.assign(flattenTensors(this.lastGood.tensors)));
  }

  dispose(): void {
    tf.dispose(this.slots.flat());
    this.average?.dispose();
    this.best?.dispose();
    this.lastGood.dispose();
    this.#pending?.dispose();
  }
}
