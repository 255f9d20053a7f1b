// Installs the packed packages as users do, for the vitest project "packages". The projects are outside of the repository, so that
// they resolve only packages that they install, and are kept until the packages change.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['core', 'react'];
/** Further packages of the project `application`: Vite, React, and core's optional peers for Keras files. */
const OF_APPLICATIONS = [
  '@vitejs/plugin-react',
  '@types/node',
  '@types/react',
  'fflate',
  'h5wasm',
  'react',
  'react-dom',
  'vite',
];

/** The version of a package in the repository. */
export const versionOf = (name) => readManifest(join('node_modules', name)).version;
const readManifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/**
 * Packs both packages and installs them into two projects: `plain` has core and its required peer, `application` also has the
 * React components, Vite and core's optional peers. Does nothing if the packages have not changed.
 * @returns the tarballs and the folders of the projects
 */
export async function installConsumers() {
  const place = join(tmpdir(), `ferkit-consumers-${hash(root)}`);
  const packed = `${place}.${process.pid}`;
  mkdirSync(packed, { recursive: true });
  try {
    await run(root, 'pack', ...PACKAGES.map((name) => `./packages/${name}`), '--pack-destination', packed);
    const key = keyOf(packed);
    if (!existsSync(join(place, key))) {
      await installInto(packed);
      writeFileSync(join(packed, key), '');
      rmSync(place, { recursive: true, force: true });
      renameSync(packed, place);
    }
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
  const [core, react] = PACKAGES.map((name) => join(place, tarballOf(name)));
  return { tarballs: { core, react }, plain: join(place, 'plain'), application: join(place, 'application') };
}

/** File name that npm gives the tarball. */
const tarballOf = (name) => `ferkit-${name}-${readManifest(`packages/${name}`).version}.tgz`;

/** Hash of the packed packages and of the versions installed with them. */
function keyOf(folder) {
  const contents = PACKAGES.map((name) => readFileSync(join(folder, tarballOf(name))));
  return hash(...contents, ...OF_APPLICATIONS.map(versionOf), versionOf('@tensorflow/tfjs'), process.version);
}

function hash(...contents) {
  const sum = createHash('sha256');
  for (const content of contents) sum.update(content).update('\0');
  return sum.digest('hex').slice(0, 16);
}

async function installInto(folder) {
  const [core, react] = PACKAGES.map((name) => [`@ferkit/${name}`, `file:../${tarballOf(name)}`]);
  const install = async (name, entries) => {
    const dependencies = Object.fromEntries([['@tensorflow/tfjs', versionOf('@tensorflow/tfjs')], ...entries]);
    const project = join(folder, name);
    mkdirSync(project);
    const manifest = { name: 'consumer', private: true, type: 'module', dependencies };
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
    await run(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error');
  };
  await install('plain', [core]);
  await install('application', [core, react, ...OF_APPLICATIONS.map((name) => [name, versionOf(name)])]);
}

async function run(folder, ...args) {
  const code = await runProgram('npm', [...args, '--silent'], {}, folder);
  if (code !== 0) throw new Error(`npm ${args[0]} ended with exit code ${code} in ${folder}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await installConsumers());
