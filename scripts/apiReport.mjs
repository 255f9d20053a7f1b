// Writes the API reports in api/, one per entry of each package, from the types that `npm run build` made. A pull request then
// shows each change of the public API as a diff.
//   npm run api               writes the reports
//   npm run api -- --check    fails if a report differs from the types
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'api');
const drafts = join(root, '.cache/api');

/** The entries of a package that have types: `./datasets` is `core-datasets` in `packages/core/dist/datasets.d.ts`. */
function listEntries(name) {
  const { exports } = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), 'utf8'));
  return Object.entries(exports).flatMap(([path, targets]) => {
    const types = targets.import?.types;
    // The names of these entries are those of tfjs too, which the extractor cannot follow.
    if (path === './tf' || path.startsWith('./browser')) return [];
    // One constant each, of the same type.
    if (path.includes('*')) return [];
    const report = path === '.' ? name : `${name}-${path.slice(2)}`;
    return types === undefined ? [] : [{ report: `${report}.api.md`, types: join(root, `packages/${name}`, types) }];
  });
}

/** Messages would bring the names of dist's chunks, which contain hashes, into the reports. */
const silent = { default: { logLevel: ExtractorLogLevel.None, addToApiReportFile: false } };

function configure(name, { report, types }) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, `packages/${name}/package.json`),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
            module: 'ESNext',
            moduleResolution: 'bundler',
            jsx: 'react-jsx',
            strict: true,
            skipLibCheck: true,
            types: [],
          },
          files: [types],
        },
      },
      apiReport: { enabled: true, reportFileName: report, reportFolder: folder, reportTempFolder: drafts },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
}

/** @returns the names of the reports that differed from the types */
function writeReports(name, isCheck) {
  const entries = listEntries(name);
  const missing = entries.find(({ types }) => !existsSync(types));
  if (missing !== undefined) throw new Error(`${missing.types} is missing. Run: npm run build`);
  const configs = entries.map((entry) => configure(name, entry));
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map(({ types }) => types) });
  return configs.flatMap((config, index) => {
    const { apiReportChanged } = Extractor.invoke(config, {
      localBuild: !isCheck,
      compilerState,
      messageCallback: (message) => {
        message.handled = true;
      },
    });
    return apiReportChanged ? [entries[index].report] : [];
  });
}

const isCheck = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
const names = ['core', 'react'];
const changed = names.flatMap((name) => writeReports(name, isCheck));
const expected = new Set(names.flatMap(listEntries).map(({ report }) => report));
const orphans = readdirSync(folder).filter((file) => !expected.has(file));
if (!isCheck) for (const file of orphans) rmSync(join(folder, file));

const stale = [...changed, ...orphans].map((file) => `api/${file}`);
if (!isCheck) console.log(stale.length === 0 ? 'The API reports are up to date.' : `Wrote ${stale.join(', ')}.`);
else if (stale.length > 0) {
  console.error(`The public API differs from its reports: ${stale.join(', ')}.`);
  console.error(
    'If the change is intended, run `npm run api`, and commit the reports. CI compares what `npm run build` made.',
  );
  process.exitCode = 1;
}
