import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSyntheticFaces, finetune, logHistory, logTensorBoard, train } from '@ferkit/core';
import type { EpochRecord, TrainCallback, TrainOptions } from '@ferkit/core';
import { announce } from '../exchange/support/references';
import { createTinyModel } from '../support/tinyNet';
import { stripes } from './support/smallRun';

let room: string;
beforeAll(async () => void (room = await mkdtemp(join(tmpdir(), 'ferkit-logs-'))));
afterAll(() => rm(room, { recursive: true, force: true }));

const recipe: TrainOptions = { epochs: 3, batchSize: 32, learningRate: 0.01 };

/** Trains until the end of an epoch, or to the end. */
async function run(callbacks: readonly TrainCallback[], checkpoint?: string, until = Infinity) {
  const model = await createTinyModel();
  const last: TrainCallback = {
    name: 'limit',
    onEvent: (event, control) => event.type === 'epoch' && event.epoch === until && control.stop(),
  };
  try {
    return await train(model, stripes, {
      ...recipe,
      callbacks: [...callbacks, last],
      ...(checkpoint === undefined ? {} : { checkpoint }),
    });
  } finally {
    model.dispose();
  }
}

const linesOf = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');
const recordsOf = async (path: string) => (await linesOf(path)).map((line) => JSON.parse(line) as EpochRecord);

const optionInvalid = (option: string): unknown =>
  expect.objectContaining({ code: 'OPTION_INVALID', details: expect.objectContaining({ option }) as unknown });

describe('logHistory', () => {
  test('writes each epoch as soon as it ends, as JSON lines and as CSV', async () => {
    const [json, csv] = [join(room, 'own', 'history.jsonl'), join(room, 'own', 'history.csv')];
    const seen: number[] = [];
    const watch: TrainCallback = {
      name: 'watch',
      onEvent: async (event) => {
        if (event.type === 'epoch') seen.push((await recordsOf(json)).length);
      },
    };
    const { history } = await run([logHistory(json), logHistory(csv), watch]);
    expect(seen).toEqual([1, 2, 3]);
    expect(await recordsOf(json)).toEqual(history);
    const [header, first] = await linesOf(csv);
    expect(header).toBe(
      'epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,validation_macro_f1,best',
    );
    const { learningRate, train: own, validation } = history[0]!;
    expect(first).toBe(
      [
        1,
        learningRate,
        own.loss,
        own.accuracy,
        validation?.loss,
        validation?.accuracy,
        validation?.macroF1,
        true,
      ].join(),
    );
  });

  test('a resumed run goes on in the file without doubled lines, even where it broke off behind its checkpoint', async () => {
    const [path, checkpoint] = [join(room, 'resumed.jsonl'), join(room, 'resumed.safetensors')];
    await run([logHistory(path)], checkpoint, 2);
    // A run that is killed between the end of an epoch and its checkpoint has logged the epoch that it repeats.
    await appendFile(path, `${JSON.stringify({ ...(await recordsOf(path))[1], epoch: 3 })}\n`);
    const { history } = await run([logHistory(path)], checkpoint);
    expect(await recordsOf(path)).toEqual(history);
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  test('a new run replaces the file of another', async () => {
    const path = join(room, 'replaced.csv');
    await writeFile(path, 'epoch\n1\n2\n3\n4\n5\n6\n');
    await run([logHistory(path)]);
    expect(await linesOf(path)).toHaveLength(4);
  });

  test('the lines of a fine-tuning have their stage', async () => {
    const path = join(room, 'finetune.csv');
    const faces = createSyntheticFaces({ count: 60 });
    const options = { backend: 'wasm', headEpochs: 2, epochs: 1, callbacks: [logHistory(path)] } as const;
    const { model } = await finetune(faces, options);
    model.dispose();
    const rows = (await linesOf(path)).map((line) => line.split(',').slice(0, 2).join());
    expect(rows).toEqual(['stage,epoch', 'head,1', 'head,2', 'all,1']);
  });

  test.each(['history.txt', 'history', '', 'https://host/history.csv'])('the name %j is refused', (path) => {
    expect(() => logHistory(path)).toThrow(optionInvalid('path'));
  });

  test('a file that cannot be written ends the run', async () => {
    await writeFile(join(room, 'file'), '');
    await expect(run([logHistory(join(room, 'file', 'history.csv'))])).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
  });
});

const python = fileURLToPath(new URL('../../../.cache/tensorboard/bin/python', import.meta.url));
const script = fileURLToPath(new URL('support/tensorboard_reference.py', import.meta.url));
const isMissing = announce(
  existsSync(python)
    ? undefined
    : 'TensorBoard is not in .cache/tensorboard; node scripts/installReferences.mjs installs it',
);

describe('logTensorBoard', () => {
  test('keeps the event files of other programs, and one of its own for each run', async () => {
    const folder = join(room, 'shared');
    await run([logTensorBoard(folder)]);
    const foreign = 'events.out.tfevents.1.host';
    await writeFile(join(folder, 'train', foreign), '');
    await writeFile(join(folder, 'train', 'events.out.tfevents.2.ferkit'), 'of an earlier run');
    await run([logTensorBoard(folder)]);
    expect(await readdir(join(folder, 'train'))).toEqual([
      foreign,
      expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.ferkit$/),
    ]);
  });

  test('an empty name is refused', () => {
    expect(() => logTensorBoard('')).toThrow(optionInvalid('folder'));
  });

  test.skipIf(isMissing)('TensorBoard reads each epoch of a resumed run once', async () => {
    const [folder, checkpoint] = [join(room, 'board'), join(room, 'board.safetensors')];
    await run([logTensorBoard(folder)], checkpoint, 2);
    const { history } = await run([logTensorBoard(folder)], checkpoint);
    const read = JSON.parse(execFileSync(python, [script, folder], { encoding: 'utf8' })) as Record<string, object>;
    const curve = (value: (record: EpochRecord) => number) =>
      history.map((record) => [record.epoch, Math.fround(value(record))]);
    expect(read).toEqual({
      train: {
        loss: curve((record) => record.train.loss),
        accuracy: curve((record) => record.train.accuracy),
        learning_rate: curve((record) => record.learningRate),
      },
      validation: {
        loss: curve((record) => record.validation!.loss),
        accuracy: curve((record) => record.validation!.accuracy),
        macro_f1: curve((record) => record.validation!.macroF1),
      },
    });
  });
});
