import type { Abortable } from '../../abortable';
import { engineOf } from '../../backends/selectBackend';
import type { Dataset } from '../../datasets/Dataset';
import { importChunk } from '../../importChunk';
import type { FerModel } from '../../models/FerModel';
import type { Engine } from '../../tfjs/Engine';
import type { RunState } from '../RunState';
import { createBatch } from '../batches/createBatch';
import type { Batch, BatchOptions } from '../batches/mixup';
import { labelWeights, type ResolvedTrainOptions } from '../checkTrainOptions';
import { learningRateAt } from '../learningRateAt';
import { optimizers } from '../optimizers/optimizers';
import type { BatchThread } from '../workers/BatchThread';
import type { WorkerPool } from '../workers/WorkerPool';
import { StepGradients } from './StepGradients';
import type { TrainableNetwork } from './TrainableNetwork';
import { WeightUpdate } from './WeightUpdate';
import type { Gradients, StepOutcome } from './computeGradients';

/** What a run takes steps with. */
export interface RunParts {
  readonly model: FerModel;
  readonly graph: TrainableNetwork;
  /** Moved on by each step. */
  readonly state: RunState;
  readonly data: Dataset;
  readonly options: ResolvedTrainOptions;
}

/** A step whose loss has not been read yet. */
export interface RunningStep extends StepOutcome {
  readonly samples: number;
}

/** Those whose steps keep this thread until they are done; elsewhere it makes a batch while an engine works on the one before. */
const KEPT_BY_STEPS: ReadonlySet<string> = new Set(['tensorflow', 'cuda']);

/** Augmenting fewer images takes no longer than starting a thread that does. */
const IMAGES_WORTH_A_THREAD = 5000;

/** Takes the steps of a run, alone or with a team of threads. */
export class RunSteps {
  readonly #parts: RunParts;
  readonly #engine: Engine;
  readonly #batchOptions: BatchOptions;
  readonly #gradients: StepGradients;
  readonly #update: WeightUpdate;
  /** Steps an epoch; the last may have fewer samples. */
  readonly batches: number;
  /** Where several threads share each batch. */
  #team: WorkerPool | undefined;
  /** Where a thread makes the batches. */
  #batchThread: BatchThread | undefined;

  constructor(parts: RunParts) {
    const { model, graph, state, data, options } = parts;
    this.#parts = parts;
    this.#engine = engineOf(model.backend);
    const { height, width, channels } = model.metadata.input;
    this.#gradients = new StepGradients(graph, state.groups, [height, width, channels]);
    const { groups, slots } = state;
    const { weightDecay, clipNorm } = options;
    const optimizer = optimizers[options.optimizer];
    this.#update = new WeightUpdate({ graph, groups, slots, optimizer, weightDecay, clipNorm });
    this.batches = Math.ceil(data.size / options.batchSize);
    this.#batchOptions = {
      input: model.metadata.input,
      preprocessing: model.metadata.preprocessing,
      augment: options.augment,
      labelSmoothing: options.labelSmoothing,
      mixup: options.mixup,
      labelWeights: labelWeights(data, options.labelWeights),
      seed: options.seed,
    };
  }

  /** Lets several threads share each batch from now on. @throws WORKER_FAILED */
  async startTeam(workers: number, abortable: Abortable): Promise<void> {
    const { WorkerPool } = await importChunk('leader of workers', () => import('../workers/WorkerPool'));
    const { model, graph, state, data, options } = this.#parts;
    const { batchSize } = options;
    const { groups } = state;
    const task = { workers, model, graph, groups, data, batchSize, batchOptions: this.#batchOptions };
    this.#team = await WorkerPool.start(task, abortable);
  }

  /** Lets a thread make the batches from now on, where this one has no time for it. */
  async startBatchThread(): Promise<void> {
    const { model, data, options } = this.#parts;
    const isWorth = options.augment !== false && options.epochs * data.size >= IMAGES_WORTH_A_THREAD;
    if (!isWorth || !KEPT_BY_STEPS.has(model.backend.name)) return;
    const { BatchThread } = await importChunk('thread of batches', () => import('../workers/BatchThread'));
    this.#batchThread = BatchThread.start(data, this.#batchOptions, (...order) => this.#createBatch(...order));
  }

  /**
   * Makes the batch of some samples, or has it made, and returns what begins its step. A batch may be prepared before the step of the
   * one before has begun.
   */
  prepare(samples: Uint32Array, batch: number): () => Promise<RunningStep> {
    const { model, state } = this.#parts;
    const { position } = state;
    const { epoch } = position;
    const team = this.#team;
    if (team === undefined) {
      const making = this.#batchThread?.make(samples, epoch) ?? this.#createBatch(samples, epoch);
      return async () => {
        const made = await making;
        return this.#begin(samples.length, () => this.#gradients.compute(made, position.step));
      };
    }
    return async () => {
      model.assertUsable();
      this.#engine.use();
      const read = await team.computeGradients({ epoch, batch, step: position.step + 1 }, samples.length);
      return this.#begin(samples.length, read);
    };
  }

  /** Waits for a step, and disposes of it. @returns the loss of its batch, and how many of its samples it had right */
  async finish({ loss, correct }: RunningStep): Promise<{ readonly loss: number; readonly correct: number }> {
    try {
      const values = await this.#engine.runAsync(() => Promise.all([loss.data(), correct.data()]));
      return { loss: values[0][0]!, correct: values[1][0]! };
    } finally {
      loss.dispose();
      correct.dispose();
    }
  }

  /** Of a batch of the current epoch. */
  learningRate(batch: number): number {
    const { state, options } = this.#parts;
    const { epoch, history } = state.position;
    const losses = history.map((record) => (record.validation ?? record.train).loss);
    return learningRateAt(options, { epoch, batch, batches: this.batches, epochs: options.epochs, losses });
  }

  /** Ends the threads, and forgets how a step is taken. */
  async dispose(): Promise<void> {
    this.#gradients.dispose();
    this.#update.dispose();
    await this.#team?.dispose();
    await this.#batchThread?.end();
  }

  #createBatch(samples: Uint32Array, epoch: number): Batch {
    return createBatch(this.#parts.data, samples, epoch, this.#batchOptions);
  }

  #begin(samples: number, computeGradients: () => Gradients): RunningStep {
    const { model, state } = this.#parts;
    const { position } = state;
    model.assertUsable();
    this.#engine.use();
    state.expectLoss();
    position.step++;
    const learningRate = this.learningRate(position.batch);
    const outcome = this.#engine.run(() => this.#update.apply(computeGradients(), learningRate, position.step));
    state.updateAverage();
    return { ...outcome, samples };
  }
}
