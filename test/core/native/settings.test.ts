import { describe, expect, test } from 'vitest';
import { indexAddress } from '#core/native/downloadFile';
import { isWithin } from '#core/native/findCuda';

describe('the address of the package index', () => {
  test.each([
    ['', 'https://pypi.org/simple'],
    ['  ', 'https://pypi.org/simple'],
    ['https://mirror.example/simple/', 'https://mirror.example/simple'],
  ])('of PIP_INDEX_URL=%j', async (named, address) => {
    expect(await indexAddress(undefined, { PIP_INDEX_URL: named, PIP_CONFIG_FILE: '/dev/null' })).toBe(address);
  });

  test.each(['', 'pypi.org', 'ftp://mirror.example', 'https://', 'https://user:secret@'])(
    'is not %j',
    async (given) => {
      const error: unknown = await indexAddress(given, {}).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'NATIVE_INSTALL_FAILED', details: { reason: 'download' } });
      expect((error as Error).message).not.toContain('secret');
    },
  );
});

test.each([
  ['/opt/cuda', '/opt/cuda', true],
  ['/opt/cuda/lib64', '/opt/cuda', true],
  ['/opt/cuda/lib64', '/opt/cuda/', true],
  ['/opt/cuda-12/lib64', '/opt/cuda', false],
])('%s in %s: %s', (path, folder, is) => {
  expect(isWithin(path, folder)).toBe(is);
});
