import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFerError, type Random } from '@ferkit/core/datasets';
import { train, type TrainOptions } from '@ferkit/core';
import { createStripes } from '../../core/support/createStripes';
import { createTinyModel, readWeights } from '../../core/support/tinyNet';
import { claim } from '../support/claim';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';
import { mutateJson } from '../support/mutateJson';

type Header = Record<string, unknown> & { readonly __metadata__: Record<string, string> };

/** Splits a safetensors file into header and values. */
function takeApart(bytes: Uint8Array): { readonly header: Header; readonly values: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { header: JSON.parse(text) as Header, values: bytes.subarray(8 + length) };
}

function compose(header: object, values: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

/** Mutates ferkit's own metadata in the header. */
function editOwn(random: Random, header: Header): Header {
  const own = JSON.parse(header.__metadata__.ferkit!) as object;
  return { ...header, __metadata__: { ...header.__metadata__, ferkit: JSON.stringify(mutateJson(random, own)) } };
}

const words = [
  '__metadata__',
  'dtype',
  'F32',
  'F64',
  'shape',
  'data_offsets',
  'ferkit',
  'weight.0',
  'best.0',
  'average',
];

/** Checkpoints of a finished training: resuming from one only reads it. */
export async function openCheckpoint(): Promise<FuzzTarget<Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-fuzz-'));
  const path = join(folder, 'checkpoint.safetensors');
  const data = createStripes();
  const options: TrainOptions = { epochs: 1, batchSize: 16, learningRate: 0.01, averageWeights: 0.9, checkpoint: path };
  const [model, finished] = [await createTinyModel(), await createTinyModel()];
  const fresh = model.layers.getWeights().map((weight) => weight.clone());
  await train(finished, data, options);
  const whole = Uint8Array.from(await readFile(path));
  const wanted = JSON.stringify(await readWeights(finished));
  const untouched = JSON.stringify(await readWeights(model));
  finished.dispose();
  const { header, values } = takeApart(whole);
  const withEntry = (name: string, entry: unknown): Uint8Array => compose({ ...header, [name]: entry }, values);

  return {
    seeds: [whole],
    hostile: [
      { name: 'empty', expected: 'CHECKPOINT_CORRUPT', create: () => new Uint8Array() },
      { name: 'a-header-beyond-the-file', expected: 'CHECKPOINT_CORRUPT', create: () => new Uint8Array(64).fill(255) },
      { name: 'a-header-that-is-null', expected: 'CHECKPOINT_CORRUPT', create: () => compose(null as never, values) },
      { name: 'a-tensor-that-is-null', expected: 'CHECKPOINT_CORRUPT', create: () => withEntry('weight.0', null) },
      {
        name: 'a-tensor-of-another-shape',
        expected: 'CHECKPOINT_CORRUPT',
        create: () => withEntry('weight.0', { dtype: 'F32', shape: [1], data_offsets: [0, 4] }),
      },
      {
        name: 'ten-gigabytes',
        expected: 'CHECKPOINT_CORRUPT',
        create: () => withEntry('weight.0', { dtype: 'F32', shape: [2.5e9], data_offsets: [0, 1e10] }),
      },
      {
        name: 'a-flipped-bit',
        expected: 'CHECKPOINT_CORRUPT',
        create: () => whole.map((byte, at) => (at === whole.length - 6 ? byte ^ 1 : byte)),
      },
    ],
    mutate: (random) => {
      const kind = random.next();
      if (kind < 0.5) return mutateBytes(random, whole, { words });
      if (kind < 0.75) return compose(mutateJson(random, header), values);
      return compose(editOwn(random, header), values);
    },
    run: async (bytes) => {
      await writeFile(path, bytes);
      try {
        await train(model, data, options);
        claim(
          JSON.stringify(await readWeights(model)) === wanted,
          'a run that goes on ends as one that was not stopped',
        );
      } catch (error) {
        if (!isFerError(error)) throw error;
        claim(JSON.stringify(await readWeights(model)) === untouched, 'a checkpoint that is refused leaves the model');
        claim(Buffer.compare(await readFile(path), bytes) === 0, 'and it is left as it is');
        throw error;
      } finally {
        model.layers.setWeights(fresh);
      }
      claim((await readdir(folder)).length === 1, 'nothing is left beside it');
    },
    toBytes: (bytes) => bytes,
    close: () => rm(folder, { recursive: true }),
  };
}
