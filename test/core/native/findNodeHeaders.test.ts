import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFerError } from '@ferkit/core/datasets';
import { findNodeHeaders } from '#core/native/buildAddon';
import { writeFiles } from './support/tinyPackage';

let room: string;
beforeEach(async () => (room = await mkdtemp(join(tmpdir(), 'ferkit-headers-'))));
afterEach(() => rm(room, { recursive: true }));

test("the headers of Node-API are Node's own, or those of a package, or are asked for", async () => {
  const target = join(room, 'node_modules/@tensorflow/tfjs-node');
  const node = join(room, 'node/bin/node');
  const failure = (): unknown => {
    try {
      return findNodeHeaders(target, node);
    } catch (error) {
      return error;
    }
  };
  const error = failure();
  if (!isFerError(error, 'NATIVE_INSTALL_FAILED')) throw new Error(`no failure but ${String(error)}`);
  expect(error.details.reason).toBe('headers');
  expect(error.message).toContain('Run: npm install --no-save node-api-headers');

  await writeFiles(join(room, 'node_modules/node-api-headers'), {
    'package.json': '{ "name": "node-api-headers" }',
    'include/node_api.h': '',
  });
  expect(findNodeHeaders(target, node)).toBe(join(room, 'node_modules/node-api-headers/include'));

  await writeFiles(join(room, 'node/include/node'), { 'node_api.h': '' });
  expect(findNodeHeaders(target, node)).toBe(join(room, 'node/include/node'));
});
