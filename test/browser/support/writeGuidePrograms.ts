import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readGuidePrograms } from '../../docs/guidePrograms';

/** Writes the programs of the guides for pages, so that tests in a browser can import them. */
export default function writeGuidePrograms(): void {
  const folder = fileURLToPath(new URL('../../../.cache/guides/page/', import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const programs = [
    ...readGuidePrograms('tsx'),
    ...readGuidePrograms('ts').filter(({ code }) => code.includes('document.')),
  ];
  for (const { name, code } of programs) writeFileSync(join(folder, name), code);
}
