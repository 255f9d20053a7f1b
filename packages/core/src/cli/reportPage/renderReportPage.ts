import { createHash } from 'node:crypto';
import { version } from '../../../package.json';
import type { EpochRecord, EvaluationReport } from '../../index';

/** The module of {@link script}: its source is packages/react/src/report/reportPage.tsx. */
interface PageModule {
  readonly renderContent: (data: unknown) => Promise<string>;
}

/**
 * Writes a report as a page that is one file: it needs no network, opens from a disk, and shows everything without scripts too. The
 * program of the page is that which renders it here, so that both agree.
 * @param history - of the training, shown as curves
 */
export async function renderReportPage(report: EvaluationReport, history?: readonly EpochRecord[]): Promise<string> {
  const { script, styles } = await import('./page.generated');
  const data = JSON.stringify({ report, history });
  const { renderContent } = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as PageModule;
  // As parsed, which is what the page renders.
  const content = await renderContent(JSON.parse(data));
  const title = `Evaluation of ${report.model.architecture.id} on ${report.dataset}`;
  // The browser refuses any other script, and every request, whatever a report has for names.
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<!-- With Preact, copyright (c) 2015-present Jason Miller, MIT License: https://github.com/preactjs/preact/blob/main/LICENSE -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="@ferkit/core ${version}">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
<style>${pageStyles}</style>
</head>
<body>
<main id="content">${content}</main>
<script type="application/json" id="data">${data.replaceAll('<', String.raw`\u003c`)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The page around the report, which has no frame of its own there. */
const pageStyles = `
body { margin: 0; background: var(--ferkit-light, #ffffff) var(--ferkit-dark, #12161c); font-family: system-ui, sans-serif; }
.ferkit.ferkit-report { margin-inline: auto; border: 0; }
`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character]!);
