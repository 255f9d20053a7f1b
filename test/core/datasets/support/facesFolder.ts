import { type Dataset, openDataset, type OpenDatasetOptions } from '@ferkit/core/datasets';
import { encodePng } from './encodePng';
import { useTemporaryFolder } from './temporaryFolder';

export const small = { width: 2, height: 2 };

/** An image of one grey value, by which it can be told. */
export const flat = (value: number): Uint8Array =>
  encodePng({ pixels: new Uint8Array(4).fill(value), width: 2, height: 2 });

/** Contents by path: texts, bytes, or the grey value of a flat image. */
type Files = Readonly<Record<string, string | number | Uint8Array>>;

/** A folder of images and lists. */
export interface FacesFolder {
  path(...parts: string[]): string;
  /** @returns the folder's path */
  write(files: Files): Promise<string>;
  /** Opens the folder once it has these files, too. */
  open(files: Files, options?: OpenDatasetOptions): Promise<Dataset>;
}

/** Gives each test of a file a folder of its own, and removes it afterwards. */
export function useFacesFolder(): FacesFolder {
  const temporary = useTemporaryFolder();
  const folder: FacesFolder = {
    path: (...parts) => temporary.path('faces', ...parts),
    write: (files) => {
      const contents = Object.entries(files).map(
        ([path, content]) => [path, typeof content === 'number' ? flat(content) : content] as const,
      );
      return temporary.write('faces', Object.fromEntries(contents));
    },
    open: async (files, options) => openDataset(await folder.write(files), { ...small, ...options }),
  };
  return folder;
}

/** The samples, sorted by their pixels: `1 happy train`. */
export const told = (dataset: Dataset): string[] =>
  Array.from({ length: dataset.size }, (_, k) =>
    [dataset.image(k).pixels[0]!, dataset.label(k), dataset.splitOf(k)].join(' '),
  ).sort();

/** Number of items that were left out, by kind. */
export const kinds = ({ skipped }: Dataset): object => skipped.kinds;
