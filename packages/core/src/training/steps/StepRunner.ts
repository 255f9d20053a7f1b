import type * as tf from '@tensorflow/tfjs';
import type { Abortable } from '../../abortable';
import { engineOf } from '../../backends/selectBackend';
import type { Dataset } from '../../datasets/Dataset';
import { FerError } from '../../errors';
import { importChunk } from '../../importChunk';
import type { FerModel } from '../../models/FerModel';
import type { Engine } from '../../tfjs/Engine';
import type { RunState } from '../RunState';
import type { EpochRecord } from '../TrainEvent';
import { type BatchOptions, createBatch, resolveLabelWeights } from '../batches/createBatch';
import { learningRateAt } from '../learningRateAt';
import { type LossChoice, lossOf } from '../losses';
import { optimizerOf } from '../optimizers/optimizers';
import type { ResolvedRecipe } from '../resolveRecipe';
import type { WorkerPool } from '../workers/WorkerPool';
import { GradientReplay, type Gradients } from './GradientReplay';
import { OptimizerStep } from './OptimizerStep';
import type { TrainableNetwork } from './TrainableNetwork';
import { flattenTensors } from './weightGroups';

/** The parts of a run that its steps use. */
export interface StepRunnerParts {
  readonly model: FerModel;
  readonly network: TrainableNetwork;
  /** Each step advances it. */
  readonly state: RunState;
  readonly data: Dataset;
  readonly recipe: ResolvedRecipe;
}

/** A step whose loss is being read. */
export interface RunningStep {
  readonly samples: number;
  /** Loss and number of correct samples; rejects if the device is lost. */
  readonly outcome: Promise<readonly [loss: number, correct: number]>;
}

/** Runs training steps: batch, gradients, update. This thread or a worker pool computes the gradients. */
export class StepRunner {
  readonly #parts: StepRunnerParts;
  readonly #engine: Engine;
  readonly #batchOptions: BatchOptions;
  readonly #gradients: GradientReplay;
  readonly #optimizerStep: OptimizerStep;
  /** Steps per epoch; the last may have fewer samples. */
  readonly batches: number;
  #pool: WorkerPool | undefined;

  constructor(parts: StepRunnerParts) {
    const { model, network, state, data, recipe } = parts;
    this.#parts = parts;
    this.#engine = engineOf(model.backend);
    const { height, width, channels } = model.metadata.input;
    this.#gradients = new GradientReplay(network, state.groups, lossOf(recipe.loss), [height, width, channels]);
    const { groups, slots } = state;
    const { weightDecay, clipNorm } = recipe;
    const optimizer = optimizerOf(recipe.optimizer);
    this.#optimizerStep = new OptimizerStep({ network, groups, slots, optimizer, weightDecay, clipNorm });
    this.batches = Math.ceil(data.size / recipe.batchSize);
    this.#batchOptions = {
      input: model.metadata.input,
      preprocessing: model.metadata.preprocessing,
      augment: recipe.augment,
      labelSmoothing: recipe.labelSmoothing,
      mixup: recipe.mixup,
      cutmix: recipe.cutmix,
      labelWeights: resolveLabelWeights(data, recipe.labelWeights),
      seed: recipe.seed,
    };
  }

  /** From now on, data-parallel workers compute the gradients. @throws WORKER_FAILED */
  async startWorkers(workers: number, abortable: Abortable): Promise<void> {
    const { WorkerPool } = await importChunk('worker pool', () => import('../workers/WorkerPool'));
    const { model, network, state, data, recipe } = this.#parts;
    const { batchSize } = recipe;
    const { groups } = state;
    const task = {
      workers,
      model,
      network,
      groups,
      data,
      batchSize,
      batchOptions: this.#batchOptions,
      loss: recipe.loss as LossChoice,
    };
    this.#pool = await WorkerPool.start(task, abortable);
  }

  /**
   * Makes a batch; with a worker pool it makes none, because each worker makes its own shard. The next batch may be prepared
   * while a step runs.
   * @returns a function that begins the step
   */
  prepare(samples: Uint32Array, batch: number): () => RunningStep | Promise<RunningStep> {
    const { model, state, data } = this.#parts;
    const { position } = state;
    const { epoch } = position;
    const pool = this.#pool;
    if (pool === undefined) {
      const prepared = createBatch(data, samples, epoch, this.#batchOptions);
      return () => this.#begin(samples.length, () => this.#gradients.compute(prepared, position.step));
    }
    return async () => {
      model.assertUsable();
      this.#engine.use();
      const readGradients = await pool.computeGradients({ epoch, batch, step: position.step + 1 }, samples.length);
      return this.#begin(samples.length, readGradients);
    };
  }

  /** The learning rate of a batch of the current epoch. */
  learningRate(batch: number): number {
    const { epoch, history } = this.#parts.state.position;
    return this.#rateOf(epoch, batch, history);
  }

  /**
   * Checks that a schedule of the caller's is that of the finished epochs, whose last rates a checkpoint knows.
   * @throws CHECKPOINT_INCOMPATIBLE
   */
  checkSchedule(): void {
    const { history, extendedAt = 0 } = this.#parts.state.position;
    for (const [epoch, { learningRate }] of history.entries()) {
      if (epoch < extendedAt) continue;
      const rate = this.#rateOf(epoch, this.batches - 1, history.slice(0, epoch));
      if (rate === learningRate) continue;
      throw new FerError('CHECKPOINT_INCOMPATIBLE', {
        field: 'recipe',
        failed: 'The checkpoint belongs to a run with another schedule',
        expected: `a learning rate of ${learningRate} at the end of epoch ${epoch + 1}`,
        received: String(rate),
        next: 'Give the schedule that the run began with, or resume: false to start anew.',
      });
    }
  }

  #rateOf(epoch: number, batch: number, history: readonly EpochRecord[]): number {
    const { schedule, epochs, learningRate, warmupEpochs } = this.#parts.recipe;
    const losses = history.map((record) => (record.validation ?? record.train).loss);
    return learningRateAt(schedule, {
      epoch,
      batch,
      batches: this.batches,
      epochs,
      losses,
      learningRate,
      warmupEpochs,
    });
  }

  /** Ends the threads, and disposes the captured kernels. */
  async dispose(): Promise<void> {
    this.#gradients.dispose();
    this.#optimizerStep.dispose();
    await this.#pool?.dispose();
  }

  #begin(samples: number, computeGradients: () => Gradients): RunningStep {
    const { model, state } = this.#parts;
    const { position } = state;
    model.assertUsable();
    this.#engine.use();
    state.expectLoss();
    position.step++;
    const learningRate = this.learningRate(position.batch);
    // One tensor, so that a GPU is read once a step.
    const outcome = this.#engine.run(() => {
      const { loss, correct } = this.#optimizerStep.apply(computeGradients(), learningRate, position.step);
      return flattenTensors([loss, correct]);
    });
    state.updateAverage();
    return { samples, outcome: this.#read(outcome) };
  }

  /** Begins to read at once: that submits a step to a GPU, which computes while the next batch is made. */
  #read(outcome: tf.Tensor): RunningStep['outcome'] {
    const reading = this.#engine
      .runAsync(() => outcome.data<'float32'>())
      .then(([loss, correct]) => [loss!, correct!] as const)
      .finally(() => outcome.dispose());
    // A run that ends before it awaits the step has another error to tell.
    reading.catch(() => undefined);
    return reading;
  }
}
