import * as tf from '@tensorflow/tfjs';
import { WeightSnapshot } from '../models/copyWeights';
import type { EpochRecord } from './TrainOptions';
import type { Optimizer } from './optimizers/Optimizer';
import type { TrainableNetwork } from './steps/TrainableNetwork';
import { flattenTensors, unflattenTensors, type WeightGroup, weightGroups } from './steps/weightGroups';

/** What an epoch has added up so far. */
export interface EpochSums {
  loss: number;
  correct: number;
  samples: number;
}

/** Where a run stands; all of it goes into checkpoints. */
export interface Position {
  /** Epochs finished. */
  epoch: number;
  /** Batches of the current epoch finished. */
  batch: number;
  /** Updates of the weights so far. */
  step: number;
  sums: EpochSums;
  history: EpochRecord[];
}

/** A network whose loss is this many times that of its first step is on its way to infinity. */
const SANE_LOSS_FACTOR = 10;

/**
 * All that a run remembers: its position, the optimizer's slots, the average and the best weights. Random numbers are not
 * among it: they follow from the position.
 */
export class RunState {
  position: Position = { epoch: 0, batch: 0, step: 0, sums: { loss: 0, correct: 0, samples: 0 }, history: [] };
  /** The trainable weights, as the optimizer takes them. */
  readonly groups: readonly WeightGroup[];
  /** For each group one variable per slot of the optimizer. */
  readonly slots: readonly (readonly tf.Variable[])[];
  /** The running average of all weights, flat, where one is kept. */
  readonly average: tf.Variable<tf.Rank.R1> | undefined;
  best: WeightSnapshot | undefined;
  /** The last weights that are known to give a sane loss. */
  #good: WeightSnapshot;
  #firstLoss: number | undefined;
  /** The weights of the last step, whose loss has not arrived yet. */
  #pending: WeightSnapshot | undefined;

  constructor(
    readonly graph: TrainableNetwork,
    optimizer: Optimizer,
    readonly averageDecay: number | false,
  ) {
    this.groups = weightGroups(graph.trainable);
    this.slots = this.groups.map(({ size }) =>
      optimizer.slots.map(() => tf.tidy(() => tf.variable(tf.zeros([size]), false))),
    );
    this.average =
      averageDecay === false
        ? undefined
        : tf.tidy(() => tf.variable<tf.Rank.R1>(flattenTensors(graph.weights.map((weight) => weight.read())), false));
    this.#good = WeightSnapshot.of(graph.weights);
  }

  /** Remembers the weights that the coming step computes its loss with. */
  expectLoss(): void {
    this.#pending = WeightSnapshot.of(this.graph.weights);
  }

  /** The loss of the expected step arrived. Its weights count as good unless it is far above where the run began. */
  confirmLoss(loss: number): void {
    if (this.#pending === undefined) return;
    this.#firstLoss ??= loss;
    const [kept, dropped] =
      loss <= SANE_LOSS_FACTOR * this.#firstLoss ? [this.#pending, this.#good] : [this.#good, this.#pending];
    dropped.dispose();
    this.#good = kept;
    this.#pending = undefined;
  }

  /** Moves the average towards the weights. Early on it follows faster, or it would remember the random start for long. */
  updateAverage(): void {
    const { average, averageDecay, graph, position } = this;
    if (average === undefined || averageDecay === false) return;
    const follow = 1 - Math.min(averageDecay, (1 + position.step) / (10 + position.step));
    tf.tidy(() => {
      const current = flattenTensors(graph.weights.map((weight) => weight.read()));
      average.assign(tf.add(average, tf.mul(tf.sub(current, average), follow)));
    });
  }

  /** Runs something with the averaged weights in place of the current ones, where an average is kept. */
  async withAverage<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.average === undefined) return work();
    const current = WeightSnapshot.of(this.graph.weights);
    try {
      this.#useAverage();
      return await work();
    } finally {
      try {
        current.restore(this.graph.weights);
      } finally {
        current.dispose();
      }
    }
  }

  #useAverage(): void {
    const { average, graph } = this;
    if (average === undefined) return;
    tf.tidy(() => {
      const shapes = graph.weights.map(({ shape }) => shape as number[]);
      unflattenTensors(average, shapes).forEach((value, index) => graph.weights[index]!.write(value));
    });
  }

  /** Remembers the weights that validation just judged as the best. */
  keepBest(): void {
    this.best?.dispose();
    this.best = WeightSnapshot.of(this.graph.weights);
  }

  /** Leaves the network with the weights that the run is worth: the best ones, else the averaged, else the last. */
  settle(): void {
    if (this.best !== undefined) this.best.restore(this.graph.weights);
    else this.#useAverage();
  }

  /** Takes back the steps that led to a loss that is not a number. */
  rewind(): void {
    this.#good.restore(this.graph.weights);
    const { average } = this;
    if (average !== undefined) tf.tidy(() => average.assign(flattenTensors(this.#good.tensors)));
  }

  dispose(): void {
    tf.dispose(this.slots.flat());
    this.average?.dispose();
    this.best?.dispose();
    this.#good.dispose();
    this.#pending?.dispose();
  }
}
