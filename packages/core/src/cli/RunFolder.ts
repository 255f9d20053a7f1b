import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logHistory, logTensorBoard, removeCheckpoint, type TrainCallback } from '../index';
import { isRecord } from '../isRecord';
import type { GivenFlags } from './Flag';
import { Failure } from './failures';
import { writeOutput } from './writeOutput';

/** The user's permission to use a folder with an earlier run. */
interface RunFolderOptions {
  readonly resume: boolean;
  readonly overwrite: boolean;
}

const CHECKPOINT = /^checkpoint\.safetensors(-\w+)*$/;

/** The files that a run ends with: a model, or the scores of a recipe. */
const RESULTS = ['model.json', 'cross-validation.json', 'learning-curve.json'];

/** The version of `run.json`. */
const SCHEMA = 1;

/**
 * The folder of a training run: the options of its command line in `run.json`, its history, then model and report, and a checkpoint
 * while the run is unfinished.
 */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get checkpoint(): string {
    return join(this.path, 'checkpoint.safetensors');
  }

  /** The checkpoints of the run: of a fine-tuning one for each stage, of a measured recipe one for each training. */
  get #checkpoints(): readonly string[] {
    const names = existsSync(this.path) ? readdirSync(this.path) : [];
    return names.filter((name) => CHECKPOINT.test(name)).map((name) => join(this.path, name));
  }

  /** The last checkpoint of a finished run, from which it can be extended. */
  get #last(): string {
    return join(this.path, 'last.safetensors');
  }

  /** True for a finished run that more epochs can extend. */
  get isExtendable(): boolean {
    return this.isFinished && existsSync(this.#last);
  }

  /**
   * The latest checkpoint of a training; undefined where there is none, as of a recipe that is measured.
   * @param ofFinished - true: that of a run that has a model too
   */
  findCheckpoint(ofFinished: boolean): string | undefined {
    if (!ofFinished && existsSync(join(this.path, 'model.json'))) return undefined;
    return [this.checkpoint, `${this.checkpoint}-head`, this.#last].find((path) => existsSync(path));
  }

  get isUnfinished(): boolean {
    return this.#checkpoints.length > 0;
  }

  get isFinished(): boolean {
    return !this.isUnfinished && RESULTS.some((name) => existsSync(join(this.path, name)));
  }

  get #options(): string {
    return join(this.path, 'run.json');
  }

  /**
   * Protects an earlier run from being overwritten, and tells a folder that has no run to resume.
   * @throws Failure
   */
  check({ resume, overwrite }: RunFolderOptions): void {
    if (existsSync(this.path) && !statSync(this.path).isDirectory()) {
      throw new Failure(`${this.path} is a file: --out takes a folder.`);
    }
    if (resume) this.#checkResumable();
    if (resume || overwrite) return;
    if (this.isUnfinished) {
      throw new Failure(
        `${this.path} has an unfinished run. Resume it with --resume, start anew with --overwrite, or choose another --out.`,
      );
    }
    if (this.isFinished) {
      const found = existsSync(join(this.path, 'model.json')) ? 'a model' : 'the scores of a recipe';
      throw new Failure(`${this.path} has ${found}. Replace it with --overwrite, or choose another --out.`);
    }
  }

  #checkResumable(): void {
    if (this.isExtendable) return;
    if (this.isFinished) throw new Failure(`The run in ${this.path} is finished: there is nothing to resume.`);
    if (this.isUnfinished || existsSync(this.#options)) return;
    const files = existsSync(this.path) ? readdirSync(this.path) : undefined;
    const found =
      files === undefined
        ? 'the folder does not exist'
        : files.length === 0
          ? 'the folder is empty'
          : `it has ${files.slice(0, 3).join(', ')}`;
    throw new Failure(
      `${this.path} has no training run to resume: expected run.json and checkpoint.safetensors, but ${found}.`,
    );
  }

  /**
   * The flags that the run was started with; undefined for a run that kept none.
   * @throws Failure if they are damaged
   */
  readOptions(): GivenFlags | undefined {
    if (!existsSync(this.#options)) return undefined;
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(this.#options, 'utf8'));
    } catch (error) {
      throw this.#damaged(error instanceof Error ? error.message : String(error));
    }
    const flags = isRecord(content) && content.schema === SCHEMA ? content.flags : undefined;
    if (isRecord(flags) && Object.values(flags).every(isGiven)) return flags as GivenFlags;
    throw this.#damaged('other content');
  }

  #damaged(received: string): Failure {
    return new Failure(
      `${this.#options} is damaged: expected the options of the run, received ${received}. Remove that file and repeat the options of the run beside --resume.`,
    );
  }

  /** Keeps the flags of the run when its first training begins: a run that is refused before leaves nothing behind. */
  keepOptions(flags: GivenFlags): TrainCallback {
    return {
      name: 'options',
      onEvent: async ({ type }) => {
        if (type !== 'start') return;
        await this.write('run.json', `${JSON.stringify({ schema: SCHEMA, flags }, undefined, 2)}\n`);
      },
    };
  }

  /**
   * The callbacks of the run: the logs that it writes into the folder.
   * @param page - that watches it too
   */
  logs({ tensorboard = false }: { readonly tensorboard?: boolean }, page?: TrainCallback): readonly TrainCallback[] {
    const histories = ['history.csv', 'history.jsonl'].map((name) => logHistory(join(this.path, name)));
    return [
      ...histories,
      ...(tensorboard ? [logTensorBoard(join(this.path, 'tensorboard'))] : []),
      ...(page === undefined ? [] : [page]),
    ];
  }

  /** Writes a file into the folder. */
  async write(name: string, content: string): Promise<void> {
    await writeOutput(join(this.path, name), content);
  }

  /** Makes a finished run an unfinished one, which can be resumed with more epochs. */
  reopen(): void {
    if (this.isExtendable) renameSync(this.#last, this.checkpoint);
  }

  /** Keeps the checkpoint for an extension, which marks the run as finished. */
  keepCheckpoint(): void {
    renameSync(this.checkpoint, this.#last);
  }

  /**
   * Removes the checkpoints, which marks the run as finished.
   * @throws STORAGE_BUSY if another run is writing it
   */
  async removeCheckpoint(): Promise<void> {
    const paths = [...this.#checkpoints, this.#last].filter((path) => existsSync(path));
    for (const path of paths) await removeCheckpoint(path);
  }
}

const isGiven = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

/** A folder for a run that starts now: runs/fer-cnn-2026-11-23-140509. */
export function nameRun(kind: string): string {
  const now = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `runs/${kind}-${now}`;
}
