import type { Abortable } from '../abortable';
import { engineOf } from '../backends/selectBackend';
import type { Dataset } from '../datasets/Dataset';
import { sketchImages } from '../datasets/imageSketch';
import { FerError, isFerError } from '../errors';
import type { FerModel } from '../models/FerModel';
import { LIBRARY } from '../models/ModelMetadata';
import type { Engine } from '../tfjs/Engine';
import { notify } from '../notify';
import { yieldToEvents } from '../yieldToEvents';
import { identifyRun, RunCheckpoint } from './RunCheckpoint';
import { RunState } from './RunState';
import type { CheckpointOptions, TrainCallback, TrainOptions } from './TrainOptions';
import type { EpochRecord, TrainEvent, TrainResult } from './TrainEvent';
import { describeModel } from './checkpoint';
import { orderSamples } from './batches/createBatch';
import { lossOf } from './losses';
import { optimizerOf } from './optimizers/optimizers';
import type { ResolvedRecipe } from './resolveRecipe';
import type { RunData } from './splitTrainData';
import { type RunningStep, StepRunner } from './steps/StepRunner';
import { createTrainableNetwork, type TrainableNetwork } from './steps/TrainableNetwork';
import { bestRecord, isBetter, validate, type Validation } from './validate';

/** The options of the run besides its recipe. */
interface RunContext extends Abortable {
  readonly stopSignal: AbortSignal | undefined;
  readonly onEvent: TrainOptions['onEvent'];
  readonly callbacks: readonly TrainCallback[];
  readonly checkpoint: Required<CheckpointOptions> | undefined;
  /** Data-parallel workers; 1 is this thread itself. */
  readonly workers: number;
  /** Of `start`. */
  readonly notes: readonly string[];
}

/** The training loop of one call of `train`, from start or checkpoint to the end. */
export class TrainingRun {
  readonly #model: FerModel;
  readonly #engine: Engine;
  readonly #data: RunData;
  readonly #recipe: ResolvedRecipe;
  readonly #context: RunContext;
  readonly #network: TrainableNetwork;
  readonly #state: RunState;
  readonly #checkpoint: RunCheckpoint;
  readonly #steps: StepRunner;
  readonly #meter: ProgressMeter = createProgressMeter();
  /** The model's temperature before the run. */
  readonly #temperature: number;
  /** True after a callback has stopped the run. */
  #isEnded = false;

  constructor(model: FerModel, data: RunData, recipe: ResolvedRecipe, context: RunContext) {
    this.#model = model;
    this.#engine = engineOf(model.backend);
    this.#data = data;
    this.#recipe = recipe;
    this.#context = context;
    this.#temperature = model.metadata.temperature;
    this.#engine.use();
    const described = context.checkpoint === undefined ? '' : describeModel(model);
    this.#network = createTrainableNetwork(model.layers, recipe.seed);
    this.#state = new RunState(this.#network, optimizerOf(recipe.optimizer), recipe.averageWeights);
    this.#checkpoint = new RunCheckpoint(context.checkpoint, this.#state, context.callbacks, described, () =>
      identifyRun(recipe, context.callbacks, data, this.#network),
    );
    this.#steps = new StepRunner({ model, network: this.#network, state: this.#state, data: data.train, recipe });
  }

  async run(): Promise<TrainResult> {
    const { workers } = this.#context;
    const { epochs, seed } = this.#recipe;
    const began = performance.now();
    await this.#checkpoint.resume();
    this.#steps.checkSchedule();
    const { position } = this.#state;
    // A temperature fits the weights that it was fitted to, and would distort the validation loss of others.
    this.#model.annotate({ temperature: 1 });
    try {
      await this.#emit({
        type: 'start',
        backend: this.#model.backend,
        seed,
        parameters: this.#model.cost.parameters,
        samples: this.#data.train.size,
        ...this.#data.validationFacts,
        epochs,
        batches: this.#steps.batches,
        workers,
        notes: this.#notes(),
        resumedAt: { epoch: position.epoch, batch: position.batch },
        // A copy, because the run appends to its own.
        history: [...position.history],
      });
      const isOver = (): boolean => position.epoch >= epochs || this.#hasLostPatience() || this.#isStopped;
      if (!isOver() && workers > 1) await this.#steps.startWorkers(workers, this.#context);
      while (!isOver()) await this.#runEpoch();
    } catch (error) {
      const { signal } = this.#context;
      // An abort during validation must not lose the epoch's steps. Any other error may have left weights that are not worth keeping.
      const isAbort = signal?.aborted === true && error === signal.reason;
      if (isAbort && !this.#checkpoint.isUpToDate) await this.#saveCheckpoint();
      throw await this.#engine.toError(error);
    } finally {
      this.#loadResult();
      await this.#steps.dispose();
    }
    return {
      reason: position.epoch >= epochs ? 'completed' : this.#hasLostPatience() ? 'early-stopped' : 'stopped',
      history: position.history,
      bestEpoch: this.#bestEpoch(),
      ...this.#data.validationFacts,
      backend: this.#model.backend,
      seed,
      seconds: (performance.now() - began) / 1000,
    };
  }

  /** Gives the model the weights of the result. A lost device has lost the weights too: the latest are then in the checkpoint. */
  #loadResult(): void {
    if (this.#model.disposed || this.#engine.isLost) return;
    this.#engine.use();
    this.#state.loadResult();
    this.#annotate();
  }

  async #runEpoch(): Promise<void> {
    const { train } = this.#data;
    const { batchSize, seed } = this.#recipe;
    const { position } = this.#state;
    const began = performance.now();
    const order = orderSamples(train.size, seed, position.epoch);
    let running: RunningStep | undefined;
    const finishRunning = async (): Promise<void> => {
      const finished = running;
      running = undefined;
      if (finished !== undefined) await this.#endStep(finished);
    };
    try {
      const prepare = (batch: number): ReturnType<StepRunner['prepare']> | undefined =>
        batch < this.#steps.batches
          ? this.#steps.prepare(order.subarray(batch * batchSize, (batch + 1) * batchSize), batch)
          : undefined;
      let next = position.batch;
      let begin = prepare(next);
      while (begin !== undefined) {
        // The next batch is augmented before the wait for the running step, so that CPU and GPU work at the same time.
        const following = prepare(++next);
        await finishRunning();
        await this.#pause();
        if (this.#isStopped) return;
        running = await this.#runNetwork(begin);
        begin = following;
      }
      await finishRunning();
      await this.#pause();
    } finally {
      // Its tensor is disposed of once it is read.
      await running?.outcome.catch(() => undefined);
    }
    await this.#endEpoch(began);
  }

  /** Runs a step. An own layer of the user can throw anything in it, other than a listener, whose error is the caller's own. */
  async #runNetwork<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const { signal } = this.#context;
      if (signal?.aborted === true && error === signal.reason) throw error;
      return this.#model.refuseError(await this.#engine.toError(error));
    }
  }

  /** Tells callbacks and listener an event. */
  async #emit(event: TrainEvent): Promise<void> {
    const { callbacks, onEvent, signal } = this.#context;
    const control = { stop: () => void (this.#isEnded = true) };
    for (const callback of callbacks)
      await notify((told: TrainEvent) => callback.onEvent(told, control), event, { signal });
    await notify(onEvent, event, { signal });
  }

  /** Facts that the caller might not expect: where the schedule was extended, and why the run is slower than it could be. */
  #notes(): string[] {
    const [layer] = this.#network.uncapturable;
    const loss = lossOf(this.#recipe.loss);
    const reason =
      layer !== undefined
        ? `the layer "${layer.name}" (${layer.getClassName()}) may run other operations at each step`
        : loss.replayable !== true
          ? `the loss "${loss.name}" is not marked replayable`
          : undefined;
    const { extendedAt } = this.#state.position;
    const { schedule, epochs } = this.#recipe;
    const isOfLength = typeof schedule === 'function' || ['cosine', 'one-cycle'].includes(schedule.type);
    return [
      ...(extendedAt === undefined || !isOfLength
        ? []
        : [
            `The learning rates follow the schedule of ${epochs} epochs from epoch ${extendedAt + 1}, where the run was extended.`,
          ]),
      ...(reason === undefined ? [] : [`Every step runs in full instead of being replayed: ${reason}.`]),
      ...this.#context.notes,
    ];
  }

  get #isStopped(): boolean {
    return this.#isEnded || this.#context.stopSignal?.aborted === true;
  }

  /** Between two batches: yields to events, writes the checkpoint when it is due, and stops on abort. */
  async #pause(): Promise<void> {
    await yieldToEvents();
    const { signal } = this.#context;
    if (signal?.aborted === true || this.#isStopped || this.#checkpoint.isDue) await this.#saveCheckpoint();
    signal?.throwIfAborted();
  }

  async #endStep(step: RunningStep): Promise<void> {
    const { samples } = step;
    const [loss, correct] = await step.outcome;
    const { position } = this.#state;
    position.batch++;
    if (!Number.isFinite(loss)) throw this.#diverge(loss);
    this.#state.confirmLoss(loss);
    position.sums.loss += loss * samples;
    position.sums.correct += correct;
    position.sums.samples += samples;
    this.#meter.add(samples);
    await this.#emitBatch(loss);
  }

  async #emitBatch(loss: number): Promise<void> {
    const { epoch, batch, sums } = this.#state.position;
    const { epochs } = this.#recipe;
    const { samplesPerSecond } = this.#meter;
    const samplesLeft = (epochs - epoch) * this.#data.train.size - sums.samples;
    await this.#emit({
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
      next: 'The model has its best or last good weights. Try a lower learning rate, a longer warm-up or clipNorm: 1.',
    });
  }

  async #endEpoch(began: number): Promise<void> {
    const { position } = this.#state;
    const { sums, history } = position;
    const { validation } = this.#data;
    const { metric, restoreBest, epochs } = this.#recipe;
    this.#engine.use();
    const { record, confusion } = await this.#state.withAverage(async () => {
      const validated = validation === undefined ? undefined : await this.#validate(validation);
      const score = validated?.metrics;
      const isBest = score === undefined || isBetter(metric, score, bestRecord(history)?.validation);
      const epochRecord: EpochRecord = {
        epoch: position.epoch + 1,
        learningRate: this.#steps.learningRate(this.#steps.batches - 1),
        train: { loss: sums.loss / sums.samples, accuracy: sums.correct / sums.samples },
        ...(score === undefined ? {} : { validation: score }),
        best: isBest,
      };
      if (isBest && score !== undefined && restoreBest) this.#state.keepBest();
      return { record: epochRecord, confusion: validated?.confusion };
    });
    history.push(record);
    position.epoch++;
    position.batch = 0;
    position.sums = { loss: 0, correct: 0, samples: 0 };
    await this.#emit({
      type: 'epoch',
      epochs,
      seconds: (performance.now() - began) / 1000,
      ...record,
      ...(confusion === undefined ? {} : { confusion }),
    });
    await this.#saveCheckpoint();
  }

  /** Validates the model. Weights that give no scores have diverged, even if all losses were finite. */
  async #validate(validation: Dataset): Promise<Validation> {
    try {
      return await validate(this.#model, validation, this.#recipe.metric, this.#context);
    } catch (error) {
      throw isFerError(error, 'MODEL_CORRUPT') ? this.#diverge(NaN) : error;
    }
  }

  #bestEpoch(): number {
    return bestRecord(this.#state.position.history)?.epoch ?? 0;
  }

  #hasLostPatience(): boolean {
    const { patience } = this.#recipe;
    return patience !== false && this.#state.position.epoch - this.#bestEpoch() >= patience;
  }

  async #saveCheckpoint(): Promise<void> {
    if (this.#context.checkpoint === undefined) return;
    this.#engine.use();
    await this.#checkpoint.write((event) => this.#emit(event));
  }

  #annotate(): void {
    const { history, step } = this.#state.position;
    if (step === 0) {
      this.#model.annotate({ temperature: this.#temperature });
      return;
    }
    const metrics = bestRecord(history)?.validation;
    this.#model.annotate({
      provenance: {
        dataset: this.#data.train.name,
        epochs: history.length,
        seed: this.#recipe.seed,
        createdAt: new Date().toISOString(),
        library: LIBRARY,
        backend: this.#model.backend.name,
        images: sketchImages(this.#data.train),
        ...(history.length === 0 ? {} : { bestEpoch: this.#bestEpoch() }),
        ...(metrics === undefined ? {} : { metrics: { ...metrics } }),
      },
    });
  }

  dispose(): void {
    this.#engine.free(() => {
      this.#network.release();
      this.#state.dispose();
    });
  }
}

/** Speed and remaining time of a run. */
interface ProgressMeter {
  /** Counts trained samples. */
  add(samples: number): void;
  readonly samplesPerSecond: number;
}

/** Milliseconds over which speed is measured: long enough to be steady, short enough to follow a change. */
const SPEED_WINDOW = 10_000;

/** Measures samples per second over the last ten seconds. */
function createProgressMeter(now: () => number = () => performance.now()): ProgressMeter {
  const marks: { readonly time: number; readonly samples: number }[] = [{ time: now(), samples: 0 }];
  let total = 0;
  return {
    add: (samples) => {
      total += samples;
      const time = now();
      marks.push({ time, samples: total });
      while (marks.length > 2 && time - marks[1]!.time > SPEED_WINDOW) marks.shift();
    },
    get samplesPerSecond() {
      const first = marks[0]!;
      const last = marks.at(-1)!;
      const seconds = (last.time - first.time) / 1000;
      return seconds > 0 ? (last.samples - first.samples) / seconds : 0;
    },
  };
}
