// Keeps large embedded files once in a package: as scripts in dist, which all builds import and the worker of bundles fetches.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Scripts without exports work as ES modules, as CommonJS and in pages. They leave their file here. */
const SHARED = `globalThis[Symbol.for('@ferkit/core')]`;
const PREFIX = '/shared:';

/** The text by which a module embeds a file: base64 of gzip. */
export const pack = (bytes) => gzipSync(bytes, { level: 9 }).toString('base64');

/** The same for 16-bit numbers: all high bytes, then all low ones, which gzip compresses by a tenth more. `readPackaged` joins them. */
export function packNumbers(bytes) {
  const half = bytes.length / 2;
  const split = Buffer.alloc(bytes.length);
  for (let k = 0; k < half; k++) {
    split[k] = bytes[2 * k + 1];
    split[half + k] = bytes[2 * k];
  }
  return pack(split);
}

/**
 * A file of a package, from the constant of a module that embeds it.
 * @param folder - of the package
 * @param file - path in dist, path of the module below src, name of the constant
 */
export function readSharedFile(folder, { path, module, constant }) {
  const text = readFileSync(`${folder}/src/${module}`, 'utf8');
  const [declaration, base64] = new RegExp(`export const ${constant}: string = ["']([\\w+/=]*)["'];`).exec(text);
  const packed = Buffer.from(base64, 'base64');
  // Another version of the package in the same program may have another file.
  const key = `${basename(path)}.${createHash('sha256').update(packed).digest('hex').slice(0, 12)}`;
  const declare = (value) => text.replace(declaration, () => `export const ${constant}: string = ${value};`);
  return {
    /** Bytes of the packed file. */
    size: packed.byteLength,
    script: `(${SHARED} ??= {})['${key}'] = '${base64}';\n`,
    /** The module without the file. */
    without: declare(`''`),
    /** The module with the file from the script at an address. */
    importing: (address) => `import '${address}';\n${declare(`${SHARED}['${key}']`)}`,
  };
}

const find = (folder, files, path) => files.find(({ module }) => path === resolve(folder, 'src', module));

/** Lets the output of Rollup import the files. */
export const importSharedFiles = (folder, files) => ({
  name: 'importSharedFiles',
  resolveId: (id) =>
    id.startsWith(PREFIX)
      ? // Rollup lays out src in dist.
        { id: resolve(folder, 'src', `${id.slice(PREFIX.length)}.js`), external: 'relative' }
      : null,
  load(id) {
    const file = find(folder, files, resolve(id));
    return file === undefined ? null : readSharedFile(folder, file).importing(PREFIX + file.path);
  },
});

/**
 * Gives modules of shared files another text in esbuild.
 * @param textOf - the text, from a file
 */
export const replaceSharedFiles = (folder, files, textOf) => ({
  name: 'replaceSharedFiles',
  setup(builder) {
    builder.onLoad({ filter: /\.generated\.ts$/ }, ({ path }) => {
      const file = find(folder, files, path);
      return file === undefined ? undefined : { contents: textOf(readSharedFile(folder, file), file), loader: 'ts' };
    });
    builder.onResolve({ filter: /^\.\.\// }, ({ path }) =>
      files.some((file) => path.endsWith(`../${file.path}.js`))
        ? { path, external: true, sideEffects: true }
        : undefined,
    );
  },
});
