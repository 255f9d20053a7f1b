import { describe, expect, test } from 'vitest';
import { FerError } from '@ferkit/core';

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
});
