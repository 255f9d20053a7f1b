import type { EpochRecord, EvaluationReport as Report } from '@ferkit/core';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { EvaluationReport } from './EvaluationReport';
import { prepareSections } from './sections';

/** The data of a page: plain JSON. */
export interface ReportPageData {
  readonly report: Report;
  readonly history?: readonly EpochRecord[];
}

const render = ({ report, history }: ReportPageData) => (
  <EvaluationReport data={report} history={history} headingLevel={1} />
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
