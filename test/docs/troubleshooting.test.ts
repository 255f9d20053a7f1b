import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { ErrorCode } from '@ferkit/core';
import { readSources } from '../support/readSources';

/** The remedy of each code. The compiler asks for one of every new code. */
const remedies: Readonly<Record<ErrorCode, string>> = {
  BACKEND_UNAVAILABLE:
    '`details.refused` has the reason of each backend, and the command that installs it where there is one. `backend: "auto"` takes the first that works; a list is tried in its order.',
  BACKEND_UNSOUND:
    'Its driver computes wrong numbers, so do not use it: update the driver, or choose another backend. `auto` passes it over by itself.',
  BACKEND_LOST: 'Dispose of the classifier or model and create it again; the next one gets a new device.',
  OUT_OF_MEMORY:
    'Use a smaller `batchSize`, dispose of models that are no longer needed, or give the process more memory.',
  PEER_MISSING: 'Run the command in `details.install`.',
  SOURCE_UNREADABLE:
    'Check the path, the address, and the rights to read it; of another site, its CORS headers. With `isOwnPart`, a chunk of ferkit is not served: check that all files of the build are there, and reload pages that were open during a deployment.',
  DATASET_MALFORMED:
    'Look at the line and column that it names. `onBadRow: "skip"` leaves bad rows out and counts them.',
  DATASET_EMPTY: 'Choose another split or other labels; `dataset.skipped` tells what was left out, and why.',
  IMAGE_UNREADABLE:
    'Check that the file is a picture and whole. `details.format` names a format that is not decoded here: convert it, or in Node `npm install sharp`. `classifyBatch` goes on with `onUnreadable`.',
  MODEL_INCOMPATIBLE:
    '`details.field` names the difference. Pass missing facts as `metadata` to `loadModel`; rename, merge or select the labels of the data to fit the model.',
  LAYER_UNSUPPORTED: 'Exchange a network without these layers, or load it where it was made.',
  MODEL_BUSY: 'Wait for the running training, or train a copy of the model.',
  MODEL_CORRUPT:
    'Copy the files again, both `model.json` and the weights, as binary files. After an edit by hand remove the checksum.',
  CHECKPOINT_INCOMPATIBLE:
    'Use the data and options that the run began with, or another `checkpoint`, or `removeCheckpoint` to start anew.',
  CHECKPOINT_CORRUPT: 'Start anew with `removeCheckpoint`. The disk or the copy of the file was at fault.',
  RESULTS_INCOMPATIBLE: 'Give the settings of the earlier run, or another file of results.',
  TRAINING_DIVERGED:
    'Use a lower `learningRate`, a longer `warmup`, or `clipNorm: 1`. The model has its best or last good weights.',
  REPORT_MALFORMED: 'Write the report with `reportToJson`, and do not edit it by hand.',
  TIMELINE_MALFORMED: 'Write the timeline with `toCsv` or `toJson`; look at the line or field that it names.',
  VIDEO_UNREADABLE:
    'Convert the film to MP4 with H.264: `ffmpeg -i film.avi -c:v libx264 film.mp4`. With `broken`, the pictures up to that time were given.',
  STORAGE_FAILED: 'Check rights, free space, and in a page the quota of the browser. Nothing half-written is left.',
  STORAGE_BUSY: 'Wait for the run that `details.holder` names, or use another folder.',
  WORKER_FAILED:
    'Check that the script of the worker is served, allowed by the policy, and calls `serveWorker`. Components run on the page by themselves then.',
  CAMERA_UNAVAILABLE:
    '`details.reason`: `denied`, allow the camera in the settings of the page; `absent`, connect one; `busy`, close the other program; `insecure`, serve the page by https; `ended`, connect it again.',
  NATIVE_INSTALL_FAILED:
    'Follow the next step in the message for its `reason`; `ferkit native status` shows the state.',
  OPTION_INVALID: 'The message names the option, the accepted values and the nearest name.',
  DISPOSED: 'Create a new object, or dispose of it later.',
};

const file = fileURLToPath(new URL('../../packages/core/src/errors.ts', import.meta.url));

/** Causes and fields of the codes, from their documentation. */
function readCodes(): readonly {
  readonly code: ErrorCode;
  readonly cause: string;
  readonly fields: readonly string[];
}[] {
  const { checker, exportsOf, textOf } = readSources([file]);
  const details = exportsOf(file).find(({ name }) => name === 'ErrorDetails')!;
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(details)).map((property) => ({
    code: property.name as ErrorCode,
    cause: textOf(property).replaceAll(/\s+/g, ' '),
    fields: checker.getPropertiesOfType(checker.getTypeOfSymbol(property) as ts.ObjectType).map(({ name }) => name),
  }));
}

test('docs/troubleshooting.md has each error code with cause and remedy, as `npm run docs:options` writes it', async () => {
  const codes = readCodes();
  expect(codes.map(({ code }) => code).toSorted()).toEqual(Object.keys(remedies).toSorted());
  expect(codes.filter(({ cause }) => cause === '')).toEqual([]);
  const lines = [
    '# Troubleshooting',
    '',
    'Every error of ferkit is a `FerError`: `message` says what failed, what was expected and received, and what to do next; `code` is for programs,',
    '`details` has the facts. Causes and remedies by code:',
    '',
    '```ts',
    "import { createClassifier, isFerError } from '@ferkit/core';",
    '',
    'try {',
    "  await createClassifier({ model: 'no/such/model.json' });",
    '} catch (error) {',
    "  if (!isFerError(error, 'SOURCE_UNREADABLE')) throw error;",
    '  console.log(error.code, error.details.source);',
    '}',
    '```',
    '',
    ...codes.flatMap(({ code, cause, fields }) => [
      `## ${code}`,
      '',
      cause,
      '',
      `**Remedy.** ${remedies[code]}`,
      '',
      ...(fields.length === 0 ? [] : [`Details: ${fields.map((name) => `\`${name}\``).join(', ')}.`, '']),
    ]),
    'This page is written by `npm run docs:options` from the documentation of the codes.',
  ];
  const page = await format(lines.join('\n'), {
    parser: 'markdown',
    proseWrap: 'preserve',
    singleQuote: true,
    printWidth: 120,
  });
  await expect(page).toMatchFileSnapshot('../../docs/troubleshooting.md');
});
