import { platform } from '#platform';
import { FerError } from '../errors';
import { nameAndMessage } from '../importFailure';
import type { PackagedAddresses } from '../packagedFiles';
import { PROTOCOL, type WorkerRequest } from './protocol';

let start: () => Worker = startPackagedWorker;

/** Registers the worker of a build that brings another one than bundles. */
export function provideWorker(startWorker: () => Worker): void {
  start = startWorker;
}

/** The script of the package's worker, which is one file, and the files that it fetches. */
interface PackagedWorker extends PackagedAddresses {
  readonly script: string;
}

/**
 * Locates the files in dist/worker. Each address is written out, because bundlers that find one copy the file and put its new name here.
 * They find no `new Worker(new URL(…))`, which Vite would bundle anew, by default without chunks, and older versions not at all.
 */
const locateWorker = (): PackagedWorker => ({
  script: absolute(new URL('../worker/worker.js', import.meta.url)),
  thread: absolute(new URL('../worker/thread.js', import.meta.url)),
  model: absolute(new URL('../worker/model.js', import.meta.url)),
  detector: absolute(new URL('../worker/detector.js', import.meta.url)),
  engine: absolute(new URL('../worker/engine.js', import.meta.url)),
});

/** The URLs that Turbopack makes are relative to the page's host. */
const absolute = ({ href }: URL): string => new URL(href, location.href).href;

function startPackagedWorker(): Worker {
  const { script, ...files } = locateWorker();
  const worker = openScript(script);
  worker.postMessage({ ferkit: PROTOCOL, type: 'locate', files } satisfies WorkerRequest);
  return worker;
}

/** Starts a classic script. Browsers refuse one of another host as a worker, and let a worker import it. */
function openScript(address: string): Worker {
  if (new URL(address).origin === location.origin) return new Worker(address, { name: WORKER_NAME });
  const script = new Blob([`importScripts(${JSON.stringify(address)});`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(script), { name: WORKER_NAME });
}

/** The next step if a worker of ferkit's own fails. */
export const adviseOnOwnWorker = (): string =>
  start === startPackagedWorker && platform.threads === undefined
    ? `Serve the files of @ferkit/core/dist/worker, the script as ${locateWorker().script}. Vite, webpack and Next.js do; docs/browsers.md tells how.`
    : 'Create it again, or classify and train on the page.';

/**
 * Starts a worker of ferkit's own, which serves the calls of this package.
 * @throws WORKER_FAILED where no worker may start, as in service workers
 */
export function startOwnWorker(): Worker {
  if (platform.threads !== undefined) return platform.threads.openWorker();
  try {
    return start();
  } catch (cause) {
    const reason = nameAndMessage(cause);
    const next = 'Use createClassifier or train here, or pass a worker.';
    throw new FerError(
      'WORKER_FAILED',
      { reason, failed: 'No worker can start here', received: reason, next },
      { cause },
    );
  }
}

/**
 * Starts a worker whose script may come from another host, such as a CDN: browsers refuse it as a worker, and let a worker import it.
 * @param name - of the script, relative to the module; empty for the module itself
 * @param module - the address of the module that calls
 * @param create - starts the script itself
 */
export function startScript(name: string, module: string, create: () => Worker): Worker {
  const address = new URL(name, module).href;
  if (new URL(module).origin === location.origin) return create();
  const script = new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(script), { type: 'module', name: WORKER_NAME });
}

/** The name by which a script that is both a library and a worker knows that it runs as ferkit's own worker. */
export const WORKER_NAME = 'ferkit';
