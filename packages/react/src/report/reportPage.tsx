import type { EpochRecord, EvaluationReport as Report } from '@ferkit/core';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import type { Messages } from '../messages/Messages';
import { EvaluationReport } from './EvaluationReport';
import { LiveRun } from './LiveRun';
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

/** Takes over the content that {@link renderContent} made, or shows a run while it runs. */
export async function hydrateContent(): Promise<void> {
  const [content, data] = ['content', 'data'].map((id) => document.getElementById(id)!);
  await prepareSections();
  const page = JSON.parse(data!.textContent) as ReportPageData | { readonly events: string };
  if ('events' in page) createRoot(content!).render(<LiveRun {...page} />);
  else hydrateRoot(content!, render(page));
}
