import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveModel, selectBackend } from '@ferkit/core';
import { FerError, isFerError, type Random } from '@ferkit/core/datasets';
import { serializeError } from '#core/SerializedError';
import { serveWorker } from '@ferkit/core/worker';
import { WorkerConnection } from '#core/worker/WorkerConnection';
import { PROTOCOL } from '#core/worker/protocol';
import { createTinyModel } from '../../core/support/tinyNet';
import { testBackend } from '../../core/support/testBackend';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget, HostileCase } from '../support/FuzzTarget';
import { mutateJson } from '../support/mutateJson';

type Message = Readonly<Record<string, unknown>>;

/** Messages to a worker or from one. */
interface MessagesInput {
  readonly to: 'worker' | 'page';
  readonly messages: readonly Message[];
}

/** Milliseconds after which a pending call is aborted. */
const ABORT_AFTER = 300;
/** Milliseconds after which an unanswered call fails the input. */
const TIMEOUT = 10_000;

const mark = { ferkit: PROTOCOL } as const;
const pixels = Uint8Array.from({ length: 256 }, (_, pixel) => (pixel * 11) % 256);
const image = { pixels, width: 16, height: 16 };

/** Serves the worker protocol in this thread. */
function openWorker(): { readonly send: (message: unknown) => void; readonly replies: Message[] } {
  const scope = new EventTarget();
  const replies: Message[] = [];
  Object.assign(scope, { postMessage: (message: Message) => replies.push(structuredClone(message)) });
  // serveWorker detects a worker by these globals. They are removed at once, since tfjs would take this thread for a browser.
  Object.assign(globalThis, { self: scope, WorkerGlobalScope: EventTarget });
  serveWorker();
  Reflect.deleteProperty(globalThis, 'WorkerGlobalScope');
  const send = (data: unknown): void => {
    scope.dispatchEvent(new MessageEvent('message', { data }));
  };
  return { send, replies };
}

/** The messages as they arrive. Messages that cannot be cloned never arrive: postMessage throws. */
const deliver = (messages: readonly Message[]): Message[] =>
  messages.flatMap((message) => {
    try {
      return [structuredClone(message)];
    } catch {
      return [];
    }
  });

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Connects a page to a fake worker that sends the given messages. */
async function hearReplies(messages: readonly Message[]): Promise<void> {
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined });
  const connection = new WorkerConnection(worker as unknown as Worker);
  const settled = connection
    .call('classify', { images: [], skipUnreadable: false, isSingle: false, order: 'main' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  for (const data of deliver(messages)) worker.dispatchEvent(new MessageEvent('message', { data }));
  await wait(0);
  connection.end(new FerError('DISPOSED', { object: 'Worker', failed: 'The test is over' }));
  const error = await settled;
  // Errors that are not a FerError keep the name and message that the worker sent.
  if (isFerError(error)) throw error;
  claim(error === undefined || messages.some(isForeignError), `nobody sent ${String(error)}`);
}

const isForeignError = ({ type, error }: Message): boolean =>
  type === 'error' && typeof error === 'object' && error !== null && 'code' in error && error.code === null;

/** The protocol between a page and a worker, in both directions. */
export async function openWorkerMessages(): Promise<FuzzTarget<MessagesInput>> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-fuzz-'));
  const model = await createTinyModel();
  await saveModel(model, folder);
  model.dispose();
  await selectBackend(testBackend);
  const worker = openWorker();

  const create = {
    ...mark,
    type: 'create',
    id: 1,
    options: { model: folder, backend: testBackend, faces: false, threshold: 0.1 },
  };
  const requests: readonly Message[] = [
    create,
    { ...mark, type: 'classify', id: 2, images: [image, image], skipUnreadable: false, isSingle: false, order: 'main' },
    { ...mark, type: 'explain', id: 3, image, options: { patch: 8, stride: 8 } },
    { ...mark, type: 'frame', id: 4, stream: 1, smoothing: 0.5, image },
    { ...mark, type: 'frame', id: 5, stream: 1, smoothing: 0.5, image },
    { ...mark, type: 'closeStream', stream: 1 },
    { ...mark, type: 'abort', id: 4 },
  ];
  const failure = serializeError(
    new FerError('OPTION_INVALID', { option: 'x', failed: 'It cannot be done', expected: '1' }),
  );
  const replies: readonly Message[] = [
    { ...mark, type: 'event', id: 1, event: { type: 'warmup' } },
    { ...mark, type: 'result', id: 1, result: [[]] },
    { ...mark, type: 'error', id: 1, error: failure },
    { ...mark, type: 'error', id: 1, error: { code: null, name: 'TypeError', message: 'no' } },
  ];

  const ask = async (messages: readonly Message[]): Promise<void> => {
    worker.replies.length = 0;
    const delivered = deliver(messages);
    const asked = delivered.filter(
      ({ ferkit, type, id }) =>
        ferkit === PROTOCOL && type !== 'abort' && type !== 'closeStream' && typeof id === 'number',
    );
    const answers = (): Message[] => worker.replies.filter(({ type }) => type === 'result' || type === 'error');
    for (const message of delivered) worker.send(message);
    const began = performance.now();
    for (let aborted = false; answers().length < asked.length;) {
      const waited = performance.now() - began;
      claim(waited < TIMEOUT, 'each call is answered');
      if (!aborted && waited > ABORT_AFTER) for (const { id } of asked) worker.send({ ...mark, type: 'abort', id });
      aborted ||= waited > ABORT_AFTER;
      await wait(0);
    }
    claim(answers().length === asked.length, 'each call is answered once');
    for (const { type, error } of answers()) {
      if (type !== 'error') continue;
      const { code, name, message } = error as { code: string | null; name?: string; message?: string };
      claim(code !== null || name === 'AbortError', `an error has a code: ${name}: ${message}`);
      if (code === null) continue;
      throw new FerError(code as 'OPTION_INVALID', { option: '', failed: 'as the worker says' });
    }
  };

  // Loads modules that stay loaded, before the first measurement.
  await ask([create]);

  const mutate = (random: Random): MessagesInput => {
    const to = random.next() < 0.75 ? 'worker' : 'page';
    const known = to === 'worker' ? requests : replies;
    const messages = Array.from({ length: 1 + random.integer(3) }, () => choose(random, known));
    const damaged = random.integer(messages.length);
    return { to, messages: messages.map((message, at) => (at === damaged ? mutateJson(random, message) : message)) };
  };
  const one = (
    name: string,
    expected: HostileCase<MessagesInput>['expected'],
    to: MessagesInput['to'],
    ...messages: Message[]
  ): HostileCase<MessagesInput> => ({ name, expected, create: () => ({ to, messages }) });

  return {
    seeds: [
      ...requests.map((message) => ({ to: 'worker' as const, messages: [message] })),
      { to: 'page', messages: [replies[1]!] },
    ],
    hostile: [
      one('unknown-call', 'OPTION_INVALID', 'worker', { ...mark, type: 'constructor', id: 1 }),
      one('call-without-fields', 'OPTION_INVALID', 'worker', { ...mark, type: 'classify', id: 1 }),
      one('null-image', 'OPTION_INVALID', 'worker', { ...mark, type: 'classify', id: 1, images: [null] }),
      one('create-without-options', 'OPTION_INVALID', 'worker', { ...mark, type: 'create', id: 1 }),
      one('create-on-no-backend', 'OPTION_INVALID', 'worker', { ...create, options: { backend: [null] } }),
      one('train-without-data', 'OPTION_INVALID', 'worker', { ...mark, type: 'train', id: 1 }),
      one('foreign-message', 'result', 'worker', { hello: 'there' }),
      one('call-without-numeric-id', 'result', 'worker', { ...mark, type: 'classify', id: 'x', images: [image] }),
      one('unreadable-frame', 'IMAGE_UNREADABLE', 'worker', {
        ...mark,
        type: 'frame',
        id: 8,
        stream: 7,
        smoothing: 0,
        image: new Uint8Array(9),
      }),
      one('frame-after-an-unreadable-one', 'result', 'worker', {
        ...mark,
        type: 'frame',
        id: 9,
        stream: 7,
        smoothing: 0,
        image,
      }),
      one('error-without-error', 'WORKER_FAILED', 'page', { ...mark, type: 'error', id: 1 }),
      one('error-without-details', 'WORKER_FAILED', 'page', {
        ...mark,
        type: 'error',
        id: 1,
        error: { code: 'DISPOSED' },
      }),
      one('unknown-reply', 'WORKER_FAILED', 'page', { ...mark, type: 'toString', id: 1 }),
      // Restores the classifier for further cases.
      one('new-classifier', 'result', 'worker', create),
    ],
    mutate,
    run: async ({ to, messages }) => {
      try {
        await (to === 'page' ? hearReplies(messages) : ask(messages));
      } finally {
        // A classifier with other options holds other tensors: restore the first, so that leaks can be counted.
        if (to === 'worker' && messages.some(({ type }) => type === 'create')) await ask([create]);
      }
    },
    toBytes: (input) => new TextEncoder().encode(JSON.stringify(input)),
    close: () => rm(folder, { recursive: true }),
  };
}
