// From a fresh clone to something that runs: packages, generated modules, build. Each part is skipped when it stands already.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes the packages and the generated modules stand; with `build`, dist too. */
export async function setUp({ build = true } = {}) {
  checkNode();
  if (!isInstalled()) await runStep('Install packages', 'npm', ['ci', '--no-audit', '--no-fund']);
  if (
    isOlder('packages/core/src/pretrained/bundledModel.generated.ts', [
      'packages/core/pretrained',
      'scripts/embedModel.mjs',
    ])
  ) {
    await runStep('Embed the bundled model', process.execPath, ['scripts/embedModel.mjs']);
  }
  if (isOlder('packages/core/src/faces/blazeFace.generated.ts', ['scripts/buildFaceDetector.mjs'])) {
    await runStep('Build the face detector', process.execPath, ['scripts/buildFaceDetector.mjs']);
  }
  if (
    ['simd', 'threadedSimd'].some((name) =>
      isOlder(`packages/core/src/backends/embeddedWasm/${name}.generated.ts`, [
        'package-lock.json',
        'scripts/embedWasm.mjs',
      ]),
    )
  ) {
    await runStep('Embed WebAssembly', process.execPath, ['scripts/embedWasm.mjs']);
  }
  if (build && isBuildStale()) await buildPackages();
}

/** Builds both packages, whether or not it is needed. */
export const buildPackages = () =>
  runStep('Build', process.execPath, [
    'node_modules/rollup/dist/bin/rollup',
    '--config',
    'rollup.config.mjs',
    '--silent',
  ]);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`ferkit needs Node 20.19 or later, this is ${process.versions.node}.`);
  process.exit(1);
}

/** Whether what npm noted in node_modules is what the lock file asks for. Times would not tell: git does not keep them. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  const wanted = readPackages('package-lock.json');
  return (
    installed !== undefined &&
    Object.entries(wanted).every(([path, { version, optional, devOptional, peer, link }]) => {
      const found = installed[path];
      // Packages for other platforms are in the lock file and not on the disk.
      if (found === undefined) return path === '' || optional || devOptional || peer;
      return link || found.version === version;
    })
  );
}

function readPackages(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function isBuildStale() {
  const inputs = ['rollup.config.mjs', 'package-lock.json', 'tsconfig.json'];
  return ['core', 'react'].some((name) =>
    isOlder(`packages/${name}/dist/index.d.cts`, [`packages/${name}/src`, `packages/${name}/package.json`, ...inputs]),
  );
}

/** Whether a file is missing or older than anything it is made of. */
function isOlder(file, sources) {
  const made = statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return sources.some((source) => newestUnder(join(root, source)) > made);
}

/** Folders count too: their time is that of the last file that came or went. */
function newestUnder(path) {
  const { mtimeMs } = statSync(path);
  const isFolder = statSync(path).isDirectory();
  return isFolder ? Math.max(mtimeMs, ...readdirSync(path).map((name) => newestUnder(join(path, name)))) : mtimeMs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp();
