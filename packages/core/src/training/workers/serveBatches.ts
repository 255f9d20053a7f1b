import { platform } from '#platform';
import { Dataset } from '../../datasets/Dataset';
import { createBatch } from '../batches/createBatch';
import type { BatchRequest } from './BatchThread';

/** Makes batches for the thread that started this one, in the order in which it asks for them. */
export function serveBatches(): void {
  let opened: { readonly dataset: Dataset; readonly request: Extract<BatchRequest, { type: 'open' }> } | undefined;
  const post = platform.threads!.serve((message) => {
    const request = message as BatchRequest;
    if (request.type === 'open') opened = { dataset: new Dataset(request.data), request };
    else post(createBatch(opened!.dataset, request.samples, request.epoch, opened!.request.options));
  });
}
