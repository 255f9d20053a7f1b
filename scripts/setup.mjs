// Sets up a clone: installs packages, generates modules, builds. Steps that are up to date are skipped.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Modules that embed files, so that bundlers, workers and offline pages include them like any other code. */
const generated = [
  {
    title: 'Embed the bundled model',
    script: 'scripts/embedModel.mjs',
    from: ['packages/core/pretrained', 'scripts/sharedFiles.mjs'],
    modules: ['pretrained/bundledModel'],
  },
  {
    title: 'Build the face detector',
    script: 'scripts/buildFaceDetector.mjs',
    from: ['scripts/sharedFiles.mjs'],
    modules: ['faces/blazeFace'],
  },
  {
    title: 'Embed WebAssembly',
    script: 'scripts/embedWasm.mjs',
    from: ['package-lock.json', 'scripts/sharedFiles.mjs'],
    modules: ['backends/embeddedWasm/simd', 'platform/node/embeddedCodecs/jpeg', 'platform/node/embeddedCodecs/webp'],
  },
  {
    title: 'Embed the page of reports',
    script: 'scripts/embedReportPage.mjs',
    from: ['packages/react/src', 'packages/core/src/evaluation', 'packages/core/src/metrics', 'package-lock.json'],
    modules: ['cli/reportPage/page'],
  },
];

/**
 * Brings packages, generated modules and dist up to date.
 * @param rebuild - builds dist even if it is up to date
 */
export async function setUp({ rebuild = false } = {}) {
  checkNode();
  if (!isInstalled()) await runStep('Install packages', 'npm', ['ci', '--no-audit', '--no-fund']);
  for (const { title, script, from, modules } of generated) {
    if (modules.some((module) => isOlder(`packages/core/src/${module}.generated.ts`, [script, ...from]))) {
      await runStep(title, process.execPath, [script]);
    }
  }
  if (rebuild || isBuildStale()) await buildPackages();
}

const buildPackages = () =>
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

/** True if node_modules matches the lock file. Compares versions, because git does not keep modification times. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  const wanted = readPackages('package-lock.json');
  return (
    installed !== undefined &&
    Object.entries(wanted).every(([path, { version, optional, devOptional, peer, link }]) => {
      const found = installed[path];
      // Packages for other platforms are in the lock file, but not installed.
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

/** True if a file is missing or older than one of its sources. */
function isOlder(file, sources) {
  const made = statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return sources.some((source) => newestUnder(join(root, source)) > made);
}

/** Includes the times of folders, which change if a file is added or removed. */
function newestUnder(path) {
  const { mtimeMs } = statSync(path);
  const isFolder = statSync(path).isDirectory();
  return isFolder ? Math.max(mtimeMs, ...readdirSync(path).map((name) => newestUnder(join(path, name)))) : mtimeMs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp({ rebuild: process.argv.includes('--rebuild') });
