import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWell } from './run';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the packed packages lie. */
export interface Tarballs {
  readonly core: string;
  readonly react: string;
}

/** Packs what stands in dist, as `npm publish` would. */
export async function packPackages(target: string): Promise<Tarballs> {
  const pack = async (name: string): Promise<string> => {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'dist/index.js'))) throw new Error(`packages/${name} is not built: npm run build`);
    const output = await runWell(folder, 'npm', 'pack', '--json', '--pack-destination', target);
    const [{ filename }] = JSON.parse(output) as [{ filename: string }];
    return join(target, filename);
  };
  return { core: await pack('core'), react: await pack('react') };
}
