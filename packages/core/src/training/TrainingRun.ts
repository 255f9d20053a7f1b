import type { Abortable } from '../abortable';
import { lossOfBackend, toEngineError, untilLost } from '../backends/engineHealth';
import { useBackend } from '../backends/useBackend';
import { createBatch, type BatchOptions } from '../batches/createBatch';
import type { Dataset } from '../datasets/Dataset';
import { FerError, isFerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { loadPart } from '../loadPart';
import { LIBRARY } from '../models/library';
import { yieldToEvents } from '../yieldToEvents';
import type { ResolvedTrainOptions } from './checkTrainOptions';
import { identifyRun } from './identifyRun';
import { isBetter } from './isBetter';
import { labelWeights } from './labelWeights';
import { learningRateAt } from './learningRateAt';
import { optimizers } from './optimizers/optimizers';
import { orderSamples } from './orderSamples';
import { createProgressMeter, type ProgressMeter } from './progressMeter';
import { RunCheckpoint } from './RunCheckpoint';
import { RunState } from './RunState';
import { takeStep, type StepOptions, type StepOutcome } from './takeStep';
import type { TrainData } from './train';
import { createTrainingGraph, type TrainingGraph } from './TrainingGraph';
import type { CheckpointOptions, EpochRecord, TrainEvent, TrainResult, ValidationMetrics } from './TrainOptions';
import { validate, type Validation } from './validate';
import type { TrainingTeam } from './workers/TrainingTeam';

/** What a run tells and asks of its caller. */
export interface RunContext extends Abortable {
  readonly emit: (event: TrainEvent) => void;
  readonly checkpoint: CheckpointOptions | undefined;
  /** Threads that share each batch; 1 is this one. */
  readonly workers: number;
}

/** A step whose loss has not been read yet. */
interface RunningStep extends StepOutcome {
  readonly samples: number;
}

/** One call of `train`: its loop, from start or checkpoint to the end. */
export class TrainingRun {
  readonly #model: FerModel;
  readonly #data: TrainData;
  readonly #options: ResolvedTrainOptions;
  readonly #context: RunContext;
  readonly #graph: TrainingGraph;
  readonly #state: RunState;
  readonly #checkpoint: RunCheckpoint;
  readonly #batchOptions: BatchOptions;
  /** Steps an epoch; the last may have fewer samples. */
  readonly #batches: number;
  readonly #meter: ProgressMeter = createProgressMeter();
  /** Where several threads share each batch. */
  #team: TrainingTeam | undefined;

  constructor(model: FerModel, data: TrainData, options: ResolvedTrainOptions, context: RunContext) {
    this.#model = model;
    this.#data = data;
    this.#options = options;
    this.#context = context;
    useBackend(model.backend);
    this.#graph = createTrainingGraph(model.layers, options.seed);
    this.#state = new RunState(this.#graph, optimizers[options.optimizer], options.averageWeights);
    this.#checkpoint = new RunCheckpoint(context.checkpoint, this.#state, () =>
      identifyRun(options, data, this.#graph),
    );
    this.#batches = Math.ceil(data.train.size / options.batchSize);
    this.#batchOptions = {
      input: model.metadata.input,
      preprocessing: model.metadata.preprocessing,
      augment: options.augment,
      labelSmoothing: options.labelSmoothing,
      mixup: options.mixup,
      labelWeights: labelWeights(data.train, options.classWeights),
      seed: options.seed,
    };
  }

  async run(): Promise<TrainResult> {
    const { emit, workers } = this.#context;
    const { epochs, seed } = this.#options;
    const began = performance.now();
    await this.#checkpoint.resume();
    const { position } = this.#state;
    emit({
      type: 'start',
      backend: this.#model.backend,
      seed,
      parameters: this.#model.cost.parameters,
      samples: this.#data.train.size,
      validationSamples: this.#data.validation?.size ?? 0,
      epochs,
      batches: this.#batches,
      workers,
      resumedAt: { epoch: position.epoch, batch: position.batch },
      // A copy: the run's own grows.
      history: [...position.history],
    });
    try {
      const isOver = (): boolean => position.epoch >= epochs || this.#hasLostPatience();
      if (workers > 1 && !isOver()) await this.#startTeam(workers);
      while (!isOver()) await this.#runEpoch();
    } catch (error) {
      // An abort during validation: what the epoch has learned must not be lost.
      if (this.#context.signal?.aborted === true && !this.#checkpoint.isComplete) await this.#saveCheckpoint();
      throw await toEngineError(this.#model.backend, error);
    } finally {
      this.#settle();
      await this.#team?.dispose();
    }
    return {
      reason: position.epoch < epochs ? 'early-stopped' : 'completed',
      history: position.history,
      bestEpoch: this.#bestEpoch(),
      backend: this.#model.backend,
      seed,
      seconds: (performance.now() - began) / 1000,
    };
  }

  /** Leaves the model with the best weights. With its device all of them are lost; the checkpoint has those of its time. */
  #settle(): void {
    if (this.#model.disposed || lossOfBackend(this.#model.backend) !== undefined) return;
    useBackend(this.#model.backend);
    this.#state.settle();
    this.#annotate();
  }

  async #startTeam(workers: number): Promise<void> {
    const { TrainingTeam } = await loadPart('leader of workers', () => import('./workers/TrainingTeam'));
    const task = {
      workers,
      model: this.#model,
      graph: this.#graph,
      data: this.#data.train,
      batchSize: this.#options.batchSize,
      batchOptions: this.#batchOptions,
    };
    this.#team = await TrainingTeam.start(task, this.#context);
  }

  async #runEpoch(): Promise<void> {
    const { train } = this.#data;
    const { batchSize, seed } = this.#options;
    const { position } = this.#state;
    const began = performance.now();
    const order = orderSamples(train.size, seed, position.epoch);
    let running: RunningStep | undefined;
    const settleStep = async (): Promise<void> => {
      const finished = running;
      running = undefined;
      if (finished !== undefined) await this.#endStep(finished);
    };
    try {
      for (let next = position.batch; next < this.#batches; next++) {
        const samples = order.subarray(next * batchSize, (next + 1) * batchSize);
        // Made before the step that runs is waited for: a GPU computes while this thread augments.
        const begin = this.#prepareStep(samples, next);
        await settleStep();
        await this.#pause();
        running = { ...(await begin()), samples: samples.length };
      }
      await settleStep();
      await this.#pause();
    } finally {
      running?.loss.dispose();
      running?.correct.dispose();
    }
    await this.#endEpoch(began);
  }

  /** Between two batches: lets events in, writes a checkpoint when one is due, stops when told to. */
  async #pause(): Promise<void> {
    await yieldToEvents();
    const { signal } = this.#context;
    if (signal?.aborted === true || this.#checkpoint.isDue) await this.#saveCheckpoint();
    signal?.throwIfAborted();
  }

  /** Prepares the step of some samples, which the returned function begins. */
  #prepareStep(samples: Uint32Array, batch: number): () => StepOutcome | Promise<StepOutcome> {
    const { epoch, step } = this.#state.position;
    const team = this.#team;
    if (team === undefined) {
      const made = createBatch(this.#data.train, samples, epoch, this.#batchOptions);
      return () => this.#beginStep((options) => takeStep(this.#graph, made, options));
    }
    return async () => {
      this.#model.assertUsable();
      useBackend(this.#model.backend);
      return this.#beginStep(await team.computeGradients({ epoch, batch, step: step + 1 }, samples.length));
    };
  }

  #beginStep(take: (options: StepOptions) => StepOutcome): StepOutcome {
    const { width, height, channels } = this.#model.metadata.input;
    const { optimizer, weightDecay, clipNorm } = this.#options;
    const { position, groups, slots } = this.#state;
    this.#model.assertUsable();
    useBackend(this.#model.backend);
    this.#state.expectLoss();
    position.step++;
    const outcome = take({
      optimizer: optimizers[optimizer],
      learningRate: this.#learningRate(position.batch),
      weightDecay,
      clipNorm,
      step: position.step,
      groups,
      slots,
      inputShape: [height, width, channels],
    });
    this.#state.updateAverage();
    return outcome;
  }

  async #endStep({ loss, correct, samples }: RunningStep): Promise<void> {
    const { position } = this.#state;
    let values: readonly ArrayLike<number>[];
    try {
      values = await untilLost(this.#model.backend, () => Promise.all([loss.data(), correct.data()]));
    } finally {
      loss.dispose();
      correct.dispose();
    }
    const batchLoss = values[0]![0]!;
    position.batch++;
    if (!Number.isFinite(batchLoss)) throw this.#diverge(batchLoss);
    this.#state.confirmLoss(batchLoss);
    position.sums.loss += batchLoss * samples;
    position.sums.correct += values[1]![0]!;
    position.sums.samples += samples;
    this.#meter.add(samples);
    this.#emitBatch(batchLoss);
  }

  #emitBatch(loss: number): void {
    const { epoch, batch, sums } = this.#state.position;
    const { epochs } = this.#options;
    const { samplesPerSecond } = this.#meter;
    const samplesLeft = (epochs - epoch) * this.#data.train.size - sums.samples;
    this.#context.emit({
      type: 'batch',
      epoch: epoch + 1,
      batch,
      batches: this.#batches,
      epochs,
      loss,
      accuracy: sums.correct / sums.samples,
      learningRate: this.#learningRate(batch - 1),
      imagesPerSecond: samplesPerSecond,
      secondsLeft: samplesPerSecond === 0 ? Infinity : samplesLeft / samplesPerSecond,
    });
  }

  #diverge(loss: number): FerError {
    const { position } = this.#state;
    useBackend(this.#model.backend);
    this.#state.rewind();
    return new FerError('TRAINING_DIVERGED', {
      epoch: position.epoch + 1,
      batch: position.batch,
      loss,
      failed: `Training diverged in epoch ${position.epoch + 1} at batch ${position.batch}`,
      expected: 'a finite loss',
      received: String(loss),
      next: 'The model has its last good weights. Try a lower learning rate, a longer warm-up or clipNorm: 1.',
    });
  }

  async #endEpoch(began: number): Promise<void> {
    const { position } = this.#state;
    const { sums, history } = position;
    const { validation } = this.#data;
    const { metric, restoreBest, epochs } = this.#options;
    useBackend(this.#model.backend);
    const { record, confusion } = await this.#state.withAverage(async () => {
      const judgement = validation === undefined ? undefined : await this.#judge(validation);
      const score = judgement?.metrics;
      const isBest = score === undefined || isBetter(metric, score, this.#bestValidation());
      const judged: EpochRecord = {
        epoch: position.epoch + 1,
        learningRate: this.#learningRate(this.#batches - 1),
        train: { loss: sums.loss / sums.samples, accuracy: sums.correct / sums.samples },
        ...(score === undefined ? {} : { validation: score }),
        best: isBest,
      };
      if (isBest && score !== undefined && restoreBest) this.#state.keepBest();
      return { record: judged, confusion: judgement?.confusion };
    });
    history.push(record);
    position.epoch++;
    position.batch = 0;
    position.sums = { loss: 0, correct: 0, samples: 0 };
    this.#context.emit({
      type: 'epoch',
      epochs,
      seconds: (performance.now() - began) / 1000,
      ...record,
      ...(confusion === undefined ? {} : { confusion }),
    });
    await this.#saveCheckpoint();
  }

  /** Weights that give no scores any more have diverged, even where the losses of the batches were numbers. */
  async #judge(validation: Dataset): Promise<Validation> {
    try {
      return await validate(this.#model, validation, this.#context);
    } catch (error) {
      throw isFerError(error, 'MODEL_CORRUPT') ? this.#diverge(NaN) : error;
    }
  }

  #learningRate(batch: number): number {
    const { epoch, history } = this.#state.position;
    const losses = history.map((record) => (record.validation ?? record.train).loss);
    return learningRateAt(this.#options, {
      epoch,
      batch,
      batches: this.#batches,
      epochs: this.#options.epochs,
      losses,
    });
  }

  #bestEpoch(): number {
    return this.#state.position.history.findLast(({ best }) => best)?.epoch ?? 0;
  }

  #bestValidation(): ValidationMetrics | undefined {
    return this.#state.position.history.findLast(({ best }) => best)?.validation;
  }

  #hasLostPatience(): boolean {
    const { patience } = this.#options;
    return patience !== false && this.#state.position.epoch - this.#bestEpoch() >= patience;
  }

  async #saveCheckpoint(): Promise<void> {
    if (this.#context.checkpoint === undefined) return;
    useBackend(this.#model.backend);
    await this.#checkpoint.write(this.#context.emit);
  }

  #annotate(): void {
    const { history } = this.#state.position;
    if (history.length === 0) return;
    const bestEpoch = this.#bestEpoch();
    const metrics = history.find(({ epoch }) => epoch === bestEpoch)?.validation;
    this.#model.annotate({
      provenance: {
        dataset: this.#data.train.name,
        epochs: history.length,
        seed: this.#options.seed,
        createdAt: new Date().toISOString(),
        library: LIBRARY,
        backend: this.#model.backend.name,
        bestEpoch,
        ...(metrics === undefined ? {} : { metrics: { ...metrics } }),
      },
    });
  }

  dispose(): void {
    if (lossOfBackend(this.#model.backend) === undefined) useBackend(this.#model.backend);
    this.#graph.release();
    this.#state.dispose();
  }
}
