import { isRecord } from '../isRecord';
import { checkOption, countRule, custom } from '../options';
import { countOf, formatCount } from '../words';

/** How the picture files of a dataset became its images. */
export interface FaceReport {
  /** Number of pictures of which the face was cropped. */
  readonly cropped: number;
  /** Number of pictures that were taken whole, as cropped faces. */
  readonly whole: number;
  /** Number of cropped pictures that show several faces. The main one was taken: large and central. */
  readonly several: number;
  /** The first 200 files with several faces, relative to the opened folder. */
  readonly severalSources: readonly string[];
}

/** Limit of files in a report. */
const MOST_SOURCES = 200;

/** Counts pictures of a dataset. */
export function reportFaces(cropped: number, whole: number, severalSources: readonly string[]): FaceReport {
  return {
    cropped,
    whole,
    several: severalSources.length,
    severalSources: severalSources.slice(0, MOST_SOURCES),
  };
}

/** Adds up reports. A report that occurs twice, as in two selections from one dataset, counts once. */
export function combineFaces(reports: readonly (FaceReport | undefined)[]): FaceReport | undefined {
  const distinct = [...new Set(reports)].filter((report) => report !== undefined);
  if (distinct.length < 2) return distinct[0];
  const sum = (count: (report: FaceReport) => number): number =>
    distinct.reduce((total, report) => total + count(report), 0);
  return {
    cropped: sum(({ cropped }) => cropped),
    whole: sum(({ whole }) => whole),
    several: sum(({ several }) => several),
    severalSources: distinct.flatMap(({ severalSources }) => severalSources).slice(0, MOST_SOURCES),
  };
}

const reportRule = custom(
  'the report of a dataset: dataset.faces',
  (value) => isRecord(value) && [value.cropped, value.whole, value.several].every(countRule.accepts),
);

/**
 * Tells in words how picture files became images. {@link describeSkipped} tells of the pictures without a face, which were left out.
 * @returns e.g. `15 faces cropped, 2 of them from pictures of several faces; 40 pictures taken whole`
 *
 * @example
 * ```ts
 * const { faces } = await openDataset('photos');
 * if (faces !== undefined) console.log(describeFaces(faces));
 * ```
 */
export function describeFaces(report: FaceReport): string {
  checkOption('report', report, reportRule);
  const { cropped, whole, several } = report;
  const parts = [
    ...(cropped === 0
      ? []
      : [
          countOf(cropped, 'face cropped', 'faces cropped') +
            (several === 0
              ? ''
              : `, ${formatCount(several)} of them from ${several === 1 ? 'a picture' : 'pictures'} of several faces`),
        ]),
    ...(whole === 0 ? [] : [countOf(whole, 'picture taken whole', 'pictures taken whole')]),
  ];
  return parts.join('; ');
}
