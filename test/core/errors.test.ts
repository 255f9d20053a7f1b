import { describe, expect, test } from 'vitest';
import { FerError, isFerError } from '@ferkit/core';

describe('an error carries little of its input', () => {
  test('a long path is shortened in the middle, in the message and in the details', () => {
    const source = `/data/${'deep/'.repeat(100)}faces.csv`;
    const error = new FerError('SOURCE_UNREADABLE', { failed: `Cannot read "${source}"`, received: 'ENOENT', source });
    expect(error.message.length).toBeLessThan(450);
    expect(error.message).toMatch(/^Cannot read "\/data\/deep\/.*….*faces\.csv": received ENOENT\.$/);
    expect(error.details.source).toHaveLength(200);
    expect(error.details.source).toMatch(/^\/data\/deep.*….*faces\.csv$/);
  });

  test('the content of a data URL is left out', () => {
    const source = `data:image/png;base64,${'iVBORw0KGgo'.repeat(2)}`;
    const error = new FerError('SOURCE_UNREADABLE', { failed: `Cannot read "${source}"`, source });
    expect(error.message).toBe('Cannot read "data:image/png;base64,…".');
    expect(error.details.source).toBe('data:image/png;base64,…');
  });

  test('lists of expected values and next steps stay whole', () => {
    const expected = `one of ${'label, '.repeat(60)}`;
    const next = `Choose ${'another, '.repeat(60)}`;
    const error = new FerError('OPTION_INVALID', {
      failed: 'Invalid',
      expected,
      received: 'x'.repeat(500),
      next,
      option: 'a',
    });
    expect(error.details.expected).toBe(expected);
    expect(error.message).toContain(next);
    expect(error.details.received).toHaveLength(200);
  });

  test('a cause of another library is shortened in a copy of the same class, a cause of ferkit is kept', () => {
    const path = `/data/${'deep/'.repeat(100)}faces.csv`;
    const foreign = Object.assign(new RangeError(`ENAMETOOLONG: "${path}"`), { code: 'ENAMETOOLONG', path });
    const inner = new FerError('SOURCE_UNREADABLE', { failed: 'Cannot read it', source: path }, { cause: foreign });
    const outer = new FerError('MODEL_CORRUPT', { failed: 'The model is damaged' }, { cause: inner });

    expect(inner.cause).toBeInstanceOf(RangeError);
    expect(inner.cause).toMatchObject({ code: 'ENAMETOOLONG' });
    expect((inner.cause as typeof foreign).path).toHaveLength(200);
    expect((inner.cause as Error).message.length).toBeLessThan(250);
    expect((inner.cause as Error).stack).not.toContain(path);
    expect(foreign.path).toBe(path);
    expect(outer.cause).toBe(inner);
    expect(isFerError(outer.cause, 'SOURCE_UNREADABLE')).toBe(true);
  });

  test('a cause that is a plain object may contain itself', () => {
    const cause: Record<string, unknown> = { message: 'abort' };
    cause.self = cause;
    expect(new FerError('MODEL_CORRUPT', { failed: 'The model is damaged' }, { cause }).cause).toBe(cause);
  });
});
