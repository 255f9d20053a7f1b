import { FerError } from '../errors';
import type { CallMessage, CallType } from './WorkerMessage';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What each call has to bring along. What is in there is looked at by those who use it. */
const brings: Readonly<Record<CallType, (message: Fields) => boolean>> = {
  create: ({ options }) => isFields(options),
  classify: ({ images }) => Array.isArray(images),
  explain: ({ options }) => isFields(options),
  frame: ({ stream }) => typeof stream === 'number',
  train: ({ training }) =>
    isFields(training) &&
    isFields(training.train) &&
    isFields(training.options) &&
    (training.validation === undefined || isFields(training.validation)),
};

/**
 * Looks at a message that says that it is a call: a page with another version of ferkit may send other ones.
 * @throws OPTION_INVALID
 */
export function checkCall(message: Fields): asserts message is Fields & CallMessage {
  const { type } = message;
  if (typeof type === 'string' && Object.hasOwn(brings, type) && brings[type as CallType](message)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'message',
    failed: 'The worker was sent a message that it does not understand',
    expected: `one of the calls ${Object.keys(brings).join(', ')}, with what belongs to it`,
    received: typeof type === 'string' ? `"${type}" with ${Object.keys(message).join(', ')}` : 'none of them',
    next: 'Let page and worker use the same version of @ferkit/core.',
  });
}
