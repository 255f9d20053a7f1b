import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackEvent, TrainCallback } from '../../index';
import { describeBatch } from '../render/renderProgress';
import { renderLivePage } from './renderReportPage';

/** The state of a run as the page shows it: plain JSON. The program of the page has the same type. */
interface LiveRun {
  readonly title: string;
  readonly status: string;
  readonly epochs: number;
  readonly history: readonly object[];
  readonly confusion?: object;
}

/** Milliseconds between two updates about batches. */
const BATCH_INTERVAL = 500;

/** A page on this machine that shows a run while it runs: curves and the confusion matrix of validation. It hears the run as a callback. */
export class WatchPage implements TrainCallback {
  readonly name = 'watch';
  readonly #server: Server;
  readonly #readers = new Set<ServerResponse>();
  #run: LiveRun;
  #sentAt = -Infinity;

  private constructor(title: string) {
    this.#run = { title, status: 'The run begins.', epochs: 0, history: [] };
    this.#server = createServer((request, response) => {
      // A page of another site whose name leads here must not read the run.
      if (request.headers.host !== new URL(this.url).host) response.writeHead(403).end();
      else if (request.url === '/events') this.#addReader(response);
      else if (request.url === '/') void this.#sendPage(response);
      else response.writeHead(404).end();
    });
  }

  /** Opens the page on a free port. It is reachable from this machine only. */
  static async open(title: string): Promise<WatchPage> {
    const page = new WatchPage(title);
    await new Promise<void>((resolve, reject) => {
      page.#server.once('error', reject);
      page.#server.listen(0, '127.0.0.1', resolve);
    });
    // A run that ends otherwise must not be kept alive by its page.
    page.#server.unref();
    return page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  readonly onEvent = (event: CallbackEvent): void => {
    const stage = event.stage === undefined ? '' : event.stage === 'head' ? 'The last layer: ' : 'All layers: ';
    if (event.type === 'start') {
      this.#update({
        status: `${stage}${event.backend.name}, ${event.samples} samples`,
        history: event.history,
        epochs: event.epochs,
      });
    } else if (event.type === 'batch' && performance.now() - this.#sentAt >= BATCH_INTERVAL) {
      this.#update({ status: `${stage}${describeBatch(event)}` });
    } else if (event.type === 'epoch') {
      const { epoch, learningRate, train, validation, best, confusion } = event;
      const record = { epoch, learningRate, train, ...(validation === undefined ? {} : { validation }), best };
      this.#update({
        status: `${stage}epoch ${epoch} of ${event.epochs}`,
        history: [...this.#run.history, record],
        ...(confusion === undefined ? {} : { confusion }),
      });
    }
  };

  /** Ends the page; an opened one says so and keeps showing the last state. */
  async close(): Promise<void> {
    this.#update({ status: 'The run has ended.' });
    for (const reader of this.#readers) reader.end();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    // A browser keeps connections open for later requests.
    this.#server.closeIdleConnections();
    const impatient = setTimeout(() => this.#server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(impatient);
  }

  #update(change: Partial<LiveRun>): void {
    this.#run = { ...this.#run, ...change };
    this.#sentAt = performance.now();
    for (const reader of this.#readers) reader.write(this.#message());
  }

  #message(): string {
    return `data: ${JSON.stringify(this.#run)}\n\n`;
  }

  #addReader(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(this.#message());
    this.#readers.add(response);
    response.on('close', () => this.#readers.delete(response));
  }

  async #sendPage(response: ServerResponse): Promise<void> {
    const page = await renderLivePage(this.#run.title);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
  }
}
