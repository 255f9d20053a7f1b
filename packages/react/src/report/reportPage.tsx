import type { EpochRecord, EvaluationReport as Report } from '@ferkit/core';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import type { Messages } from '../messages/Messages';
import { EvaluationReport } from './EvaluationReport';
import { prepareSections } from './sections';

/** The data of a page: plain JSON. */
export interface ReportPageData {
  readonly report: Report;
  readonly history?: readonly EpochRecord[];
  /** An earlier report. */
  readonly compareWith?: Report;
}

/** Texts of the page's language, which stand before the program in its module; absent in English. */
declare const ferkitTexts: { readonly default: Messages } | undefined;

/** The page's language, its direction and its heading; undefined in English. */
export const texts: Messages | undefined = typeof ferkitTexts === 'undefined' ? undefined : ferkitTexts.default;

const render = ({ report, history, compareWith }: ReportPageData) => (
  <EvaluationReport data={report} history={history} compareWith={compareWith} headingLevel={1} messages={texts} />
);

/** The page's content as HTML, which needs no script to be read. */
export async function renderContent(data: ReportPageData): Promise<string> {
  await prepareSections();
  return renderToString(render(data));
}

/** Takes over the content that {@link renderContent} made. */
export async function hydrateContent(): Promise<void> {
  const [content, data] = ['content', 'data'].map((id) => document.getElementById(id)!);
  await prepareSections();
  hydrateRoot(content!, render(JSON.parse(data!.textContent) as ReportPageData));
}
