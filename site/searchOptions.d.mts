import type { Options } from 'minisearch';

/** A section of a page. */
export interface SearchEntry {
  readonly id: number;
  /** Address below the root of the site. */
  readonly page: string;
  readonly title: string;
  /** Kind and page that the section belongs to. */
  readonly group: string;
  readonly text: string;
  /** The beginning of the text. */
  readonly excerpt: string;
}

export declare const searchOptions: Options<SearchEntry>;
