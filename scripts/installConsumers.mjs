// Installs the packed packages as users do, for the vitest project "packages", in projects outside of the repository, where nothing
// but what they install is found. They stand until the packages change, so that a second run of the tests begins at once.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runStep.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['core', 'react'];
/** Beside the packages, in the project of an application: Vite, React, and the peers that files of Keras take. */
const OF_APPLICATIONS = ['@vitejs/plugin-react', '@types/react', 'fflate', 'h5wasm', 'react', 'react-dom', 'vite'];

/** The version of a package that the repository works with. */
export const versionOf = (name) => readManifest(join('node_modules', name)).version;
const readManifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/**
 * Packs both packages and installs them into two projects: `plain` has core and the peer that it asks for, `application` also has
 * the React components, Vite and core's optional peers. Call it again where the packages may have been built anew.
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

/** As npm names it. */
const tarballOf = (name) => `ferkit-${name}-${readManifest(`packages/${name}`).version}.tgz`;

/** Changes with what is packed and with the versions of what is installed beside it. */
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
