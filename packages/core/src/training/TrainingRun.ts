import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import type { Dataset } from '../datasets/Dataset';
import { FerError, isFerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { LIBRARY } from '../models/ModelMetadata';
import type { Engine } from '../tfjs/Engine';
import { yieldToEvents } from '../yieldToEvents';
import { identifyRun, RunCheckpoint } from './RunCheckpoint';
import { RunState } from './RunState';
import {
  bestRecord,
  type CheckpointOptions,
  type EpochRecord,
  isBetter,
  type TrainData,
  type TrainEvent,
  type TrainResult,
} from './TrainOptions';
import { orderSamples } from './batches/orderSamples';
import type { ResolvedTrainOptions } from './checkTrainOptions';
import { optimizers } from './optimizers/optimizers';
import { type RunningStep, RunSteps } from './steps/RunSteps';
import { createTrainingGraph, type TrainableNetwork } from './steps/TrainableNetwork';
import { validate, type Validation } from './validate';

/** What a run tells and asks of its caller. */
interface RunContext extends Abortable {
  readonly emit: (event: TrainEvent) => void;
  readonly checkpoint: CheckpointOptions | undefined;
  /** Threads that share each batch; 1 is this one. */
  readonly workers: number;
}

/** One call of `train`: its loop, from start or checkpoint to the end. */
export class TrainingRun {
  readonly #model: FerModel;
  readonly #engine: Engine;
  readonly #data: TrainData;
  readonly #options: ResolvedTrainOptions;
  readonly #context: RunContext;
  readonly #graph: TrainableNetwork;
  readonly #state: RunState;
  readonly #checkpoint: RunCheckpoint;
  readonly #steps: RunSteps;
  readonly #meter: ProgressMeter = createProgressMeter();

  constructor(model: FerModel, data: TrainData, options: ResolvedTrainOptions, context: RunContext) {
    this.#model = model;
    this.#engine = engineOf(model.backend);
    this.#data = data;
    this.#options = options;
    this.#context = context;
    this.#engine.use();
    this.#graph = createTrainingGraph(model.layers, options.seed);
    this.#state = new RunState(this.#graph, optimizers[options.optimizer], options.averageWeights);
    this.#checkpoint = new RunCheckpoint(context.checkpoint, this.#state, () =>
      identifyRun(options, data, this.#graph),
    );
    this.#steps = new RunSteps({ model, graph: this.#graph, state: this.#state, data: data.train, options });
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
      batches: this.#steps.batches,
      workers,
      resumedAt: { epoch: position.epoch, batch: position.batch },
      // A copy: the run's own grows.
      history: [...position.history],
    });
    try {
      const isOver = (): boolean => position.epoch >= epochs || this.#hasLostPatience();
      if (!isOver()) {
        if (workers > 1) await this.#steps.startTeam(workers, this.#context);
        else await this.#steps.startBatchThread();
      }
      while (!isOver()) await this.#runEpoch();
    } catch (error) {
      // An abort during validation: what the epoch has learned must not be lost.
      if (this.#context.signal?.aborted === true && !this.#checkpoint.isComplete) await this.#saveCheckpoint();
      throw await this.#engine.toError(error);
    } finally {
      this.#settle();
      await this.#steps.dispose();
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
    if (this.#model.disposed || this.#engine.isLost) return;
    this.#engine.use();
    this.#state.settle();
    this.#annotate();
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
      const prepare = (batch: number): ReturnType<RunSteps['prepare']> | undefined =>
        batch < this.#steps.batches
          ? this.#steps.prepare(order.subarray(batch * batchSize, (batch + 1) * batchSize), batch)
          : undefined;
      let next = position.batch;
      let begin = prepare(next);
      while (begin !== undefined) {
        // Before the step that runs is waited for: a GPU computes while this thread augments, or a thread augments while this one computes.
        const following = prepare(++next);
        await settleStep();
        await this.#pause();
        running = await begin();
        begin = following;
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

  async #endStep(step: RunningStep): Promise<void> {
    const { samples } = step;
    const { loss, correct } = await this.#steps.finish(step);
    const { position } = this.#state;
    position.batch++;
    if (!Number.isFinite(loss)) throw this.#diverge(loss);
    this.#state.confirmLoss(loss);
    position.sums.loss += loss * samples;
    position.sums.correct += correct;
    position.sums.samples += samples;
    this.#meter.add(samples);
    this.#emitBatch(loss);
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
      batches: this.#steps.batches,
      epochs,
      loss,
      accuracy: sums.correct / sums.samples,
      learningRate: this.#steps.learningRate(batch - 1),
      imagesPerSecond: samplesPerSecond,
      secondsLeft: samplesPerSecond === 0 ? Infinity : samplesLeft / samplesPerSecond,
    });
  }

  #diverge(loss: number): FerError {
    const { position } = this.#state;
    this.#engine.use();
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
    this.#engine.use();
    const { record, confusion } = await this.#state.withAverage(async () => {
      const judgement = validation === undefined ? undefined : await this.#judge(validation);
      const score = judgement?.metrics;
      const isBest = score === undefined || isBetter(metric, score, bestRecord(history)?.validation);
      const judged: EpochRecord = {
        epoch: position.epoch + 1,
        learningRate: this.#steps.learningRate(this.#steps.batches - 1),
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

  #bestEpoch(): number {
    return bestRecord(this.#state.position.history)?.epoch ?? 0;
  }

  #hasLostPatience(): boolean {
    const { patience } = this.#options;
    return patience !== false && this.#state.position.epoch - this.#bestEpoch() >= patience;
  }

  async #saveCheckpoint(): Promise<void> {
    if (this.#context.checkpoint === undefined) return;
    this.#engine.use();
    await this.#checkpoint.write(this.#context.emit);
  }

  #annotate(): void {
    const { history } = this.#state.position;
    if (history.length === 0) return;
    const metrics = bestRecord(history)?.validation;
    this.#model.annotate({
      provenance: {
        dataset: this.#data.train.name,
        epochs: history.length,
        seed: this.#options.seed,
        createdAt: new Date().toISOString(),
        library: LIBRARY,
        backend: this.#model.backend.name,
        bestEpoch: this.#bestEpoch(),
        ...(metrics === undefined ? {} : { metrics: { ...metrics } }),
      },
    });
  }

  dispose(): void {
    this.#engine.free(() => {
      this.#graph.release();
      this.#state.dispose();
    });
  }
}

/** Speed and remaining time of a run. */
interface ProgressMeter {
  /** Notes that samples were trained. */
  add(samples: number): void;
  readonly samplesPerSecond: number;
}

/** How far back the speed looks, in milliseconds: long enough to be steady, short enough to follow a change. */
const WINDOW = 10_000;

/** Measures samples per second over the last ten seconds. */
function createProgressMeter(now: () => number = () => performance.now()): ProgressMeter {
  const marks: { readonly time: number; readonly samples: number }[] = [{ time: now(), samples: 0 }];
  let total = 0;
  return {
    add: (samples) => {
      total += samples;
      const time = now();
      marks.push({ time, samples: total });
      while (marks.length > 2 && time - marks[1]!.time > WINDOW) marks.shift();
    },
    get samplesPerSecond() {
      const first = marks[0]!;
      const last = marks.at(-1)!;
      const seconds = (last.time - first.time) / 1000;
      return seconds > 0 ? (last.samples - first.samples) / seconds : 0;
    },
  };
}
