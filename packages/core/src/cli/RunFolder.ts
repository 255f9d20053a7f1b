import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

  /** The checkpoints of the run: of a fine-tuning one for each stage. */
  get #checkpoints(): readonly string[] {
    return [`${this.checkpoint}-head`, this.checkpoint];
  }

  get isUnfinished(): boolean {
    return this.#checkpoints.some((path) => existsSync(path));
  }

  get isFinished(): boolean {
    return !this.isUnfinished && existsSync(join(this.path, 'model.json'));
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
      throw new Failure(`${this.path} has a model. Replace it with --overwrite, or choose another --out.`);
    }
  }

  #checkResumable(): void {
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

  /** Keeps the flags of the run. */
  async writeOptions(flags: GivenFlags): Promise<void> {
    await this.write('run.json', `${JSON.stringify({ schema: SCHEMA, flags }, undefined, 2)}\n`);
  }

  /** The logs that the run writes into the folder while it runs. */
  logs({ tensorboard = false }: { readonly tensorboard?: boolean }): readonly TrainCallback[] {
    const histories = ['history.csv', 'history.jsonl'].map((name) => logHistory(join(this.path, name)));
    return tensorboard ? [...histories, logTensorBoard(join(this.path, 'tensorboard'))] : histories;
  }

  /** Writes a file into the folder. */
  async write(name: string, content: string): Promise<void> {
    await writeOutput(join(this.path, name), content);
  }

  /**
   * Removes the checkpoints, which marks the run as finished.
   * @throws STORAGE_BUSY if another run is writing it
   */
  async removeCheckpoint(): Promise<void> {
    for (const path of this.#checkpoints) await removeCheckpoint(path);
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
