import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleForNode } from '../support/bundleForNode';
import type { Outcome } from './runInProject';

const programs = await bundleForNode({
  printBackend: fileURLToPath(new URL('./fixtures/printBackend.ts', import.meta.url)),
});

/** Runs a choice of backends where a script has changed the environment first. */
async function choose(choice: string, script: string): Promise<{ readonly outcome: Outcome; readonly stderr: string }> {
  const before = `data:text/javascript,${encodeURIComponent(script)}`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...['--disallow-code-generation-from-strings', '--import', before],
    ...[`${programs}/printBackend.js`, choice],
  ]);
  return { outcome: JSON.parse(stdout.trim()) as Outcome, stderr };
}

/** As Vercel's edge runtime and Cloudflare's workers do it. */
const forbidBytes = (globals: string): string => `
  ${globals}
  const forbid = () => Promise.reject(new WebAssembly.CompileError('WebAssembly.compile(): Wasm code generation disallowed by embedder'));
  WebAssembly.compile = forbid;
  WebAssembly.instantiate = forbid;
`;

test('an edge runtime is named with its ban and the way out, and cpu is no silent choice', async () => {
  const { outcome, stderr } = await choose('"auto"', forbidBytes("globalThis.EdgeRuntime = 'edge-runtime';"));
  const reason =
    /^Vercel's edge runtime compiles no WebAssembly.*runtime = 'nodejs' \(CompileError: .*disallowed by embedder\)$/;
  expect(outcome.info).toMatchObject({ name: 'cpu' });
  expect(outcome.info!.refused).toContainEqual({ name: 'wasm', reason: expect.stringMatching(reason) as string });
  expect(stderr).toMatch(/^ferkit runs on "cpu", some 20 times slower than "wasm".*disallowed by embedder/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a runtime without WebAssembly is named', async () => {
  const { outcome } = await choose('"wasm"', 'delete globalThis.WebAssembly');
  expect(outcome.details!.refused![0]!.reason).toMatch(/this runtime has no WebAssembly.*--jitless/);
});

test('WebAssembly that finds no memory is a refusal, neither a wait without end nor a crash', async () => {
  const { outcome } = await choose(
    '["wasm", "cpu"]',
    "WebAssembly.instantiate = () => Promise.reject(new RangeError('WebAssembly.instantiate(): Out of memory'))",
  );
  expect(outcome.info).toMatchObject({
    name: 'cpu',
    refused: [{ name: 'wasm', reason: 'WebAssembly.instantiate(): Out of memory' }],
  });
});
