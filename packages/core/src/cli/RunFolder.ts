import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeCheckpoint } from '../index';
import { Failure } from './failures';
import { writeOutput } from './writeOutput';

/** The user's permission to use a folder with an earlier run. */
interface RunFolderOptions {
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** The folder of a training run: model, report and history, and a checkpoint while the run is unfinished. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get checkpoint(): string {
    return join(this.path, 'checkpoint.safetensors');
  }

  get isUnfinished(): boolean {
    return existsSync(this.checkpoint);
  }

  get isFinished(): boolean {
    return !this.isUnfinished && existsSync(join(this.path, 'model.json'));
  }

  /**
   * Protects an earlier run from being overwritten.
   * @throws Failure
   */
  checkFree({ resume, overwrite }: RunFolderOptions): void {
    if (resume && this.isFinished) {
      throw new Failure(`The run in ${this.path} is finished: there is nothing to resume.`);
    }
    if (resume || overwrite) return;
    if (this.isUnfinished) {
      throw new Failure(
        `${this.path} has an unfinished run. Resume it with --resume, start anew with --overwrite, or choose another --out.`,
      );
    }
    if (this.isFinished) {
      throw new Failure(`${this.path} has a trained model. Replace it with --overwrite, or choose another --out.`);
    }
  }

  /** Writes a file into the folder. */
  async write(name: string, content: string): Promise<void> {
    await writeOutput(join(this.path, name), content);
  }

  /**
   * Removes the checkpoint, which marks the run as finished.
   * @throws STORAGE_BUSY if another run is writing it
   */
  async removeCheckpoint(): Promise<void> {
    await removeCheckpoint(this.checkpoint);
  }
}

/** A folder for a run that starts now: runs/fer-cnn-2026-11-23-140509. */
export function nameRun(kind: string): string {
  const now = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `runs/${kind}-${now}`;
}
