import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeCheckpoint } from '../index';
import { Failure } from './failures';
import { writeOutput } from './writeOutput';

/** What the user wants of a folder that has been used before. */
interface RunFolderOptions {
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** The folder of one training run: the model, its report and history; while it is unfinished, its checkpoint. */
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
   * Makes sure that no run is lost that somebody may still want.
   * @throws Failure
   */
  checkFree({ resume, overwrite }: RunFolderOptions): void {
    if (resume && this.isFinished) {
      throw new Failure(`The run in ${this.path} is finished: there is nothing to go on with.`);
    }
    if (resume || overwrite) return;
    if (this.isUnfinished) {
      throw new Failure(
        `${this.path} holds an unfinished run. Go on with it by --resume, start anew by --overwrite, or choose another --out.`,
      );
    }
    if (this.isFinished) {
      throw new Failure(`${this.path} holds a trained model. Replace it by --overwrite, or choose another --out.`);
    }
  }

  /** Writes a file into it. */
  async write(name: string, content: string): Promise<void> {
    await writeOutput(join(this.path, name), content);
  }

  /**
   * Says that the run is finished.
   * @throws STORAGE_BUSY where another run goes on in this folder, which the checkpoint is of then
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
