import { renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { isEqual, useStable } from '#react/hooks/useStable';

it('compares plain objects, arrays and URLs by content, and all other values by identity', () => {
  const file = new File([], 'a.csv');
  expect(isEqual([file], [file])).toBe(true);
  expect(isEqual([file], [new File([], 'a.csv')])).toBe(false);
  expect(isEqual({ train: new URL('https://a.example') }, { train: new URL('https://a.example') })).toBe(true);
  expect(isEqual({ train: 'a' }, { train: 'a', test: 'b' })).toBe(false);
  expect(isEqual({ train: 'a', test: undefined }, { train: 'a', validation: undefined })).toBe(false);
  expect(isEqual(['a'], { 0: 'a' })).toBe(false);
  expect(isEqual(new Uint8Array(2), new Uint8Array(2))).toBe(false);
});

it('keeps a value that is written inline until its content changes', () => {
  const { result, rerender } = renderHook((simd: string) => useStable(['webgpu', { name: 'wasm', paths: { simd } }]), {
    initialProps: '/a.wasm',
  });
  const first = result.current;
  rerender('/a.wasm');
  expect(result.current).toBe(first);
  rerender('/b.wasm');
  expect(result.current).toEqual(['webgpu', { name: 'wasm', paths: { simd: '/b.wasm' } }]);
});
