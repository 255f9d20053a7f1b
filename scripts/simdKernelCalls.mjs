// Writes SimdKernels.generated.ts: the exported functions of the assembly, called with arguments by name.

const EXPORT = /export \{ ([^}]+) \} from/g;
const FUNCTION = /(?:(\/\*\*(?:(?!\*\/)[^])*\*\/)\n)?export function (\w+)\(([^)]*)\): void/g;
const types = { usize: 'number', i32: 'number', f32: 'number', bool: 'boolean' };

/**
 * TypeScript that calls the assembly's exports with arguments by name. Most of them take numbers only, up to eighteen of them: by
 * position, a swapped pair would compile.
 * @param {ReadonlyMap<string, string>} sources - by file name
 * @returns {string}
 */
export function writeSimdKernelCalls(sources) {
  const exported = [...sources.get('index.as').matchAll(EXPORT)].flatMap(([, names]) => names.split(', '));
  const functions = [...sources.values()].flatMap(readFunctions).filter(({ name }) => exported.includes(name));
  const missing = exported.filter((name) => !functions.some((found) => found.name === name));
  if (missing.length > 0) throw new Error(`No .as file defines ${missing.join(', ')}`);
  functions.sort((one, other) => exported.indexOf(one.name) - exported.indexOf(other.name));
  return `// Made by scripts/buildWasmKernels.mjs from assembly/*.as; edit those.

type Kernel = (...values: (number | boolean)[]) => void;

/**
 * The exports of assembly/*.as. Addresses and strides are bytes in the heap of tfjs-backend-wasm, sizes are elements.
 */
export interface SimdKernels {
  ${functions.map(declare).join('\n  ')}
}

/** Gives the exports of the module, which take values by position, their arguments by name. */
export function nameArguments(exports: WebAssembly.Exports): SimdKernels {
  const { ${functions.map(({ name }) => name).join(', ')} } = exports as Record<keyof SimdKernels, Kernel>;
  return {
    ${functions.map(({ name, parameters }) => `${name}: ({ ${list(parameters)} }) => ${name}(${list(parameters)}),`).join('\n    ')}
  };
}
`;
}

function readFunctions(source) {
  return [...source.matchAll(FUNCTION)].map(([, comment, name, parameters]) => ({
    comment,
    name,
    parameters: parameters
      .split(',')
      .map((parameter) => parameter.trim().split(': '))
      .filter(([parameter]) => parameter !== ''),
  }));
}

function declare({ comment, name, parameters }) {
  const fields = parameters.map(([parameter, type]) => {
    if (types[type] === undefined) throw new Error(`${name} takes a ${type}, for which there is no type here`);
    return `readonly ${parameter}: ${types[type]}`;
  });
  const declaration = `${name}(values: { ${fields.join('; ')} }): void;`;
  return comment === undefined ? declaration : `${comment.replaceAll('\n', '\n  ')}\n  ${declaration}`;
}

const list = (parameters) => parameters.map(([parameter]) => parameter).join(', ');
