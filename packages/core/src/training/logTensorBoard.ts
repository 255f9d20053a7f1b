import { platform } from '#platform';
import { crc32c } from '../crc32';
import { FerError } from '../errors';
import { checkOption } from '../options';
import { bytesField, doubleField, floatField, integerField, message, textField } from '../protobuf';
import { HeardEpochs, type LoggedEpoch } from './logHistory';
import { logFolderRule, type TrainCallback } from './TrainOptions';

/** The curves: TensorBoard draws runs of different folders with the same tag into one chart. */
const RUNS: Readonly<Record<string, (epoch: LoggedEpoch) => Readonly<Record<string, number | undefined>>>> = {
  train: ({ train, learningRate }) => ({ loss: train.loss, accuracy: train.accuracy, learning_rate: learningRate }),
  validation: ({ validation }) => ({
    loss: validation?.loss,
    accuracy: validation?.accuracy,
    macro_f1: validation?.macroF1,
    own: validation?.own,
  }),
};

/**
 * Writes event files for TensorBoard while a run runs, for the `callbacks` of `train` and `finetune`: `tensorboard --logdir` of the
 * folder shows loss and accuracy of training and validation in one chart each, macro F1 and the learning rate, with epochs as steps. A
 * resumed run replaces the files by ones with the epochs of its checkpoint, and goes on in them.
 * @param folder - receives the folders `train` and `validation`, of `finetune` in `head` and `all`. Other files in it stay
 * @throws OPTION_INVALID; STORAGE_FAILED in a browser. The run ends with STORAGE_FAILED where a file cannot be written
 *
 * @example
 * ```ts
 * await train(model, fer, { callbacks: [logTensorBoard('runs/my-run')] }); // tensorboard --logdir runs
 * ```
 */
export function logTensorBoard(folder: string): TrainCallback {
  checkOption('folder', folder, logFolderRule);
  if (platform.appendFile === undefined) {
    throw new FerError('STORAGE_FAILED', {
      target: folder,
      failed: 'Event files of TensorBoard cannot be written here',
      expected: 'Node, which has a file system',
      received: 'a browser',
      next: 'Keep the history of the result, or train in Node.',
    });
  }
  const epochs = new HeardEpochs();
  let files = new Map<string, string>();
  return {
    name: `TensorBoard ${folder}`,
    onEvent: async (event) => {
      if (!epochs.hear(event)) return;
      const stage = event.stage === undefined ? folder : `${folder}/${event.stage}`;
      const own = epochs.all.filter((epoch) => epoch.stage === event.stage);
      if (event.type === 'start') {
        files = new Map();
        for (const run of Object.keys(RUNS)) {
          if (run === 'validation' && event.validationSamples === 0) continue;
          files.set(
            run,
            await beginFile(
              `${stage}/${run}`,
              own.map((epoch) => toEvent(epoch, run)),
            ),
          );
        }
      } else {
        for (const [run, path] of files) await platform.appendFile?.(path, toRecord(toEvent(own.at(-1)!, run)));
      }
    },
  };
}

/** Ends the names of ferkit's event files, so that those of other programs in the folder stay. */
const ENDING = '.ferkit';

/** Replaces the event file of a folder. @returns its path */
async function beginFile(folder: string, events: readonly Uint8Array[]): Promise<string> {
  // TensorBoard reads files of a folder in the order of their names, which by convention begin with the time.
  const name = `events.out.tfevents.${Math.floor(Date.now() / 1000)}${ENDING}`;
  const path = `${folder}/${name}`;
  const START = 1;
  // The start of a session at step 1 makes a TensorBoard that runs already forget the points of the former file.
  const restart = message(now(), integerField(2, 1), bytesField(7, message(integerField(1, START))));
  const content = message([message(now(), textField(3, 'brain.Event:2')), restart, ...events].map(toRecord));
  await platform.writeFile(path, content);
  await platform.removeMatching(
    folder,
    (other) => other !== name && other.includes('tfevents') && other.endsWith(ENDING),
  );
  return path;
}

/** The field `wall_time` of an event. */
const now = (): Uint8Array => doubleField(1, Date.now() / 1000);

/** An epoch's scores as the message `Event` of TensorFlow (event.proto, summary.proto). */
function toEvent(epoch: LoggedEpoch, run: string): Uint8Array {
  const scores = Object.entries(RUNS[run]!(epoch)).filter(([, value]) => value !== undefined) as [string, number][];
  const values = scores.map(([tag, value]) => bytesField(1, message(textField(1, tag), floatField(2, value))));
  return message(now(), integerField(2, epoch.epoch), bytesField(5, message(values)));
}

/** A record of a TFRecord file: length, its checksum, the bytes, their checksum. */
function toRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedChecksum(bytes), true);
  return record;
}

/** Rotated and shifted, as the format wants it for checksums that lie beside their bytes. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
