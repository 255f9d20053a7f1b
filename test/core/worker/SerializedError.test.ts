import { expect, test } from 'vitest';
import { isSerializedError, reviveError, serializeError } from '#core/SerializedError';
import { FerError } from '#core/errors';

test('code, details, stack and all causes of an error cross a thread', () => {
  const cause = new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
  const error = new FerError(
    'SOURCE_UNREADABLE',
    { source: 'model.json', failed: 'Cannot read model.json', next: 'Look at the network.' },
    { cause },
  );
  const sent = structuredClone(serializeError(error));
  expect(isSerializedError(sent)).toBe(true);
  const revived = reviveError(sent);
  expect(revived).toBeInstanceOf(FerError);
  expect(revived).toMatchObject({ code: 'SOURCE_UNREADABLE', details: error.details, message: error.message });
  expect(revived.stack).toBe(error.stack);
  expect(revived.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  expect((revived.cause as Error).cause).toMatchObject({ message: 'ECONNREFUSED' });
});

test('an error that is its own cause, or has a text as one, crosses too', () => {
  const loop = new Error('loop');
  loop.cause = loop;
  expect(reviveError(serializeError(loop))).toMatchObject({ message: 'loop', cause: { message: 'loop' } });
  expect(reviveError(serializeError(new Error('outer', { cause: 'inner' })))).toMatchObject({
    cause: { message: 'inner' },
  });
});
