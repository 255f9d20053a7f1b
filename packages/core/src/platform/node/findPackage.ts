import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The file or URL of this code, from which packages beside ferkit are found; undefined in bundles that do not tell it. Of the two forms a
 * CommonJS file has the first, an ES module the second.
 */
export function ownLocation(): string | undefined {
  if (typeof __filename === 'string') return __filename;
  const { url } = import.meta as { readonly url?: string };
  return url;
}

/**
 * Finds the main file of an optional package: beside ferkit, or else in the project of the working folder, so that a globally installed
 * command finds the packages of the project.
 *
 * @returns undefined if the package is not installed
 * @throws the error of Node if it is installed and its main file is missing
 */
export function findPackage(name: string): string | undefined {
  for (const base of [ownLocation, () => join(process.cwd(), 'package.json')]) {
    const require = requireFrom(base);
    if (require === undefined) continue;
    try {
      return require.resolve(name);
    } catch (error) {
      // Node sets `path` if the package is installed and only its main file is missing.
      const { code, path } = error as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND' || path !== undefined) throw error;
    }
  }
  return undefined;
}

/** A place that does not exist for Node, such as a bundle's own URL or a deleted working folder, holds no packages. */
function requireFrom(base: () => string | undefined): NodeJS.Require | undefined {
  try {
    return requireAt(base()!);
  } catch {
    return undefined;
  }
}

/** `createRequire`, by a call that webpack does not read: it warns of each one whose argument it cannot know. */
export function requireAt(place: string): NodeJS.Require {
  return Reflect.apply(createRequire, undefined, [place]);
}
