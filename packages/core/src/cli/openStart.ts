import { existsSync, statSync } from 'node:fs';
import { type BackendChoice, type FerModel, loadCheckpoint, type StoredWeights } from '../index';
import type { Host } from './Host';
import { UsageError } from './failures';
import { openModel } from './openModel';
import { countOf } from './render/formatNumber';
import { showText } from './render/showText';
import { RunFolder } from './RunFolder';

const WORDS: Readonly<Record<StoredWeights, string>> = {
  best: 'the weights of its best epoch',
  average: 'its averaged weights',
  last: 'its last weights, not averaged',
};

/**
 * Opens the model with which `--from` begins: the bundled one, a model, or the weights of a checkpoint, which it tells. Of a folder it is
 * the checkpoint where the run has no model yet, or where weights are chosen.
 * @param weights - of `--from-weights`
 * @throws UsageError for weights of a model; Failure for a path that is neither; the errors of `loadModel` and `loadCheckpoint`
 */
export async function openStart(
  from: string,
  weights: StoredWeights | undefined,
  backend: BackendChoice,
  host: Host,
): Promise<FerModel> {
  const checkpoint = findCheckpoint(from, weights !== undefined);
  if (checkpoint === undefined) {
    if (weights !== undefined) {
      throw new UsageError(
        `--from-weights chooses weights of a checkpoint, and ${from} has none: leave it out, or name a checkpoint of a run, such as last.safetensors.`,
      );
    }
    return openModel(from, backend, host);
  }
  const loaded = await loadCheckpoint(checkpoint, {
    ...(weights === undefined ? {} : { weights }),
    backend,
    signal: host.signal,
  });
  const epochs = countOf(loaded.epochs, 'finished epoch');
  host.notices.print(`From ${showText(checkpoint)} with ${epochs}: ${WORDS[loaded.weights]}.`);
  return loaded.model;
}

function findCheckpoint(from: string, isWanted: boolean): string | undefined {
  if (!existsSync(from)) return undefined;
  if (statSync(from).isDirectory()) return new RunFolder(from).findCheckpoint(isWanted);
  return /\.safetensors(-head)?$/.test(from) ? from : undefined;
}
