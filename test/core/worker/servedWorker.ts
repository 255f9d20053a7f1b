import { vi } from 'vitest';
import { serveWorker } from '@ferkit/core/worker';

/** A worker whose script, which calls `serveWorker`, runs on this thread. Messages arrive later, as those of a thread do. */
export function startServedWorker(): { readonly worker: Worker; readonly messages: readonly string[] } {
  const messages: string[] = [];
  const page = new EventTarget();
  const scope = new EventTarget();
  let terminated = false;
  const deliver = (to: EventTarget, data: unknown): void => {
    setImmediate(() => {
      if (!terminated) to.dispatchEvent(new MessageEvent('message', { data }));
    });
  };
  vi.stubGlobal('WorkerGlobalScope', EventTarget);
  vi.stubGlobal(
    'self',
    Object.assign(scope, {
      postMessage: (data: unknown, { transfer }: { readonly transfer: readonly Transferable[] }) =>
        deliver(page, structuredClone(data, { transfer: [...transfer] as never[] })),
    }),
  );
  serveWorker();
  const worker = Object.assign(page, {
    postMessage: (data: { readonly type: string }, transfer: readonly Transferable[]) => {
      messages.push(data.type);
      // Node clones no files, which the messages of a training have.
      deliver(scope, data.type === 'train' ? data : structuredClone(data, { transfer: [...transfer] as never[] }));
    },
    terminate: () => {
      terminated = true;
      messages.push('terminate');
    },
  });
  return { worker: worker as unknown as Worker, messages };
}
