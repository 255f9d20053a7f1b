import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A block of code of a guide. */
export interface GuideProgram {
  /** The page and the number of the block: `camera-1.tsx`. */
  readonly name: string;
  readonly code: string;
}

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Guides whose TypeScript consists of whole programs. */
const pages = [
  'camera',
  'several-faces',
  'teaching',
  'evaluating',
  'testing',
  'migrating-from-face-api',
  'migrating-from-human',
  'troubleshooting',
  'versions',
];

/** The programs of the guides as printed: `ts` and `tsx`. JavaScript is that of other libraries, which a guide compares. */
export function readGuidePrograms(language: 'ts' | 'tsx'): readonly GuideProgram[] {
  return pages.flatMap((page) => {
    const text = readFileSync(`${docs}${page}.md`, 'utf8');
    return [...text.matchAll(/^```(ts|tsx)\n([^]*?)^```$/gm)]
      .map(([, found, code], k) => ({ found, name: `${page}-${k + 1}.${found}`, code: code! }))
      .filter(({ found }) => found === language);
  });
}
