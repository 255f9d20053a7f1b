import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, matchesGlob } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findCircles } from '../support/findCircles';
import { root } from './support/createProject';
import { runWell } from './support/run';

const tarballs = inject('tarballs');
const consumer = inject('plain');

/** Patterns of the files that may be published. */
const allowed = {
  core: [
    /^(CHANGELOG\.md|LICENSE|MODEL_CARD\.md|NOTICE|README\.md|package\.json)$/,
    /^bin\/ferkit\.js$/,
    /^dist\/(chunks\/)?[\w.-]+\.(js|cjs|d\.ts|d\.cts)$/,
    // The worker for bundles, and the large files.
    /^dist\/worker\/((worker|thread|model|detector|engine)\.js|package\.json)$/,
    /^dist\/codecs\/((jpeg|webp)\.js|package\.json)$/,
    // For pages without a bundler.
    /^dist\/browser\/(chunks\/)?[\w.-]+\.js$/,
  ],
  react: [
    /^(CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
    // One file per module, in the sources' folders.
    /^dist\/([\w-]+\/)*[\w.-]+\.(js|cjs|d\.ts|d\.cts|css)$/,
  ],
};

/** The middle of each large file as its module embeds it. */
const pretrained = Object.fromEntries(
  ['pretrained/bundledModel', 'faces/blazeFace', 'backends/embeddedWasm/simd'].map((module) => {
    const text = readFileSync(join(root, `packages/core/src/${module}.generated.ts`), 'latin1');
    const [embedded = ''] = /[\w+/]{10000,}/.exec(text) ?? [];
    return [module, embedded.slice(embedded.length / 2, embedded.length / 2 + 1000)];
  }),
);

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly publishConfig: object;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: object;
  readonly sideEffects: readonly string[];
}

let folder: string;
/** Folders of the unpacked packages. */
const unpacked = { core: '', react: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-contents-'));
  for (const name of ['core', 'react'] as const) {
    const target = await mkdtemp(join(folder, `${name}-`));
    await runWell(target, 'tar', '-xzf', tarballs[name]);
    unpacked[name] = join(target, 'package');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));
async function listFiles(name: 'core' | 'react'): Promise<readonly string[]> {
  const entries = await readdir(unpacked[name], { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(unpacked[name].length + 1)
        .replaceAll('\\', '/'),
    );
}

const readManifest = async (name: 'core' | 'react'): Promise<Manifest> =>
  JSON.parse(await readFile(join(unpacked[name], 'package.json'), 'utf8')) as Manifest;

describe.each(['core', 'react'] as const)('the published package %s', (name) => {
  test('contains its declared files only, no sources or tests', async () => {
    const files = await listFiles(name);
    expect(files.filter((file) => !allowed[name].some((pattern) => pattern.test(file)))).toEqual([]);
    const { files: promised } = await readManifest(name);
    const missing = promised.filter((entry) => !files.some((file) => file === entry || file.startsWith(`${entry}/`)));
    expect(missing).toEqual([]);
  });

  test('contains no dataset rows, no pictures and no paths of the build machine', async () => {
    for (const file of await listFiles(name)) {
      if (extname(file) === '.bin') continue;
      const bytes = await readFile(join(unpacked[name], file));
      const text = bytes.toString('latin1');
      // A thousand space-separated numbers of up to three digits: half a row of FER2013.
      expect(/(?:\b\d{1,3} ){1000}/.test(text), `${file} has pixels`).toBe(false);
      // Signatures of PNG, JPEG, WebP and gzip.
      expect(bytes.toString('hex', 0, 4), `${file} is a picture or packed`).not.toMatch(
        /^(89504e47|ffd8ff|52494646|1f8b)/,
      );
      expect(text.includes(process.cwd()), `${file} names ${process.cwd()}`).toBe(false);
    }
  });

  test('has no install scripts, and is published with provenance and licence', async () => {
    const manifest = await readManifest(name);
    expect(manifest.scripts).toBeUndefined();
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    expect(manifest.license).toBe('Apache-2.0');
    const licence = await readFile(join(unpacked[name], 'LICENSE'), 'utf8');
    expect(licence).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
  });
});

test('the packages are at most 5 and 0.5 MB, packed', async () => {
  const sizes = await Promise.all([tarballs.core, tarballs.react].map(async (path) => (await stat(path)).size));
  console.log(`packed: core ${sizes[0]!} bytes, react ${sizes[1]!} bytes`);
  expect(sizes[0]).toBeLessThan(5_000_000);
  expect(sizes[1]).toBeLessThan(500_000);
});

test.each(Object.entries(pretrained))('core has %s once', async (_, start) => {
  const files: string[] = [];
  for (const file of await listFiles('core')) {
    if ((await readFile(join(unpacked.core, file), 'latin1')).includes(start)) files.push(file);
  }
  expect(files).toHaveLength(1);
});

test('core depends on exact versions and requires one peer', async () => {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = await readManifest('core');
  expect(optionalDependencies).toBeUndefined();
  expect(Object.keys(dependencies).sort()).toEqual([
    '@noble/hashes',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-backend-webgpu',
  ]);
  expect(Object.values(dependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  const required = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
  expect(required).toEqual(['@tensorflow/tfjs']);
});

test('react depends on the same version of core and on React', async () => {
  const { version, dependencies, peerDependencies, peerDependenciesMeta } = await readManifest('react');
  expect(dependencies).toEqual({ '@ferkit/core': version });
  expect(peerDependencies).toEqual({ react: '^18.0.0 || ^19.0.0' });
  expect(peerDependenciesMeta).toBeUndefined();
});

test('only a dependency of tfjs has an install script, which prints a message', async () => {
  const text = await readFile(join(consumer, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  const scripted = Object.keys(packages).filter((path) => packages[path]!.hasInstallScript);
  // core-js prints a request for donations. SECURITY.md explains how to skip it.
  expect(scripted).toEqual(['node_modules/core-js']);
});

/** The files that a file of core imports, with one half of the seam. */
async function importsOf(file: string, half: 'node' | 'browser'): Promise<readonly string[]> {
  const text = await readFile(join(unpacked.core, 'dist', file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?'([^']+)';$/gm)].flatMap(([, target = '']) => {
    if (target.startsWith('#')) return [`${target.slice(1)}.${half}.js`];
    return target.startsWith('.') ? [join(file, '..', target).replaceAll('\\', '/')] : [];
  });
}

// Bundlers that flatten a circle may evaluate a list before its elements.
test.each(['node', 'browser'] as const)(
  'no files of core import each other in a circle, with the half for %s',
  async (half) => {
    const files = (await listFiles('core')).filter((file) => /^dist\/.*\.js$/.test(file));
    expect(files.length).toBeGreaterThan(50);
    const graph = new Map<string, readonly string[]>();
    for (const file of files.map((path) => path.slice('dist/'.length))) graph.set(file, await importsOf(file, half));
    expect(findCircles(graph)).toEqual([]);
  },
);

test('every file of core that sets a global is named as one with side effects, so that bundlers keep its import', async () => {
  const { sideEffects } = await readManifest('core');
  const files = (await listFiles('core')).filter((file) => /^dist\/.*\.c?js$/.test(file));
  const setting: string[] = [];
  for (const file of files) {
    const text = await readFile(join(unpacked.core, file), 'utf8');
    if (/^\(?globalThis[^;]*\]\s*=[^=>]/.test(text)) setting.push(file);
  }
  expect(setting).toContain('dist/worker/model.js');
  expect(setting.filter((file) => !sideEffects.some((pattern) => matchesGlob(`./${file}`, pattern)))).toEqual([]);
});
