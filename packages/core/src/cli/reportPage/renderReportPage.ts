import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { version } from '../../../package.json';
import type { EpochRecord, EvaluationReport } from '../../index';

/** The module of {@link script}: its source is packages/react/src/report/reportPage.tsx. */
interface PageModule {
  readonly renderContent: (data: unknown) => Promise<string>;
  /** Texts of its language; absent in English. */
  readonly texts?: { readonly locale: string; readonly direction: string; readonly evaluationReport: string };
}

/** Languages of the page: those of the components. */
export const PAGE_LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja', 'zh', 'ko', 'hi'] as const;

interface PageOptions {
  /** History of the training, shown as curves. */
  readonly history?: readonly EpochRecord[];
  /** An earlier report, whose scores are shown beside. */
  readonly compareWith?: EvaluationReport;
  /** @default 'en' */
  readonly language?: (typeof PAGE_LANGUAGES)[number];
}

/**
 * Writes a report as a page that is one file: it needs no network, opens from a disk, and shows everything without scripts too. The
 * program of the page is that which renders it here, so that both agree.
 */
export async function renderReportPage(report: EvaluationReport, options: PageOptions = {}): Promise<string> {
  const { history, compareWith, language = 'en' } = options;
  const { script: program, styles, texts: languages } = await openPage();
  const script = `${languages[language] ?? ''}${program}`;
  const data = JSON.stringify({ report, history, compareWith });
  const module = (await import(`data:text/javascript,${encodeURIComponent(script)}`)) as PageModule;
  const { renderContent, texts } = module;
  // As parsed, which is what the page renders.
  const content = await renderContent(JSON.parse(data));
  const { id } = report.model.architecture;
  const title = texts
    ? `${texts.evaluationReport}: ${id}, ${report.dataset}`
    : `Evaluation of ${id} on ${report.dataset}`;
  return composePage({ title, styles, script, data, content, language, direction: texts?.direction });
}

/**
 * Writes a page that shows a training run while it runs: the program of the page of reports, which listens to the server's `/events`.
 */
export async function renderLivePage(title: string): Promise<string> {
  const { script, styles } = await openPage();
  return composePage({ title, styles, script, data: JSON.stringify({ events: '/events' }), connects: true });
}

/** The embedded parts of pages. */
interface EmbeddedPage {
  /** The program, an ES module. */
  readonly script: string;
  /** Its style sheet. */
  readonly styles: string;
  /** For each language but English its texts: a script that stands before the program. */
  readonly texts: Readonly<Record<string, string>>;
}

async function openPage(): Promise<EmbeddedPage> {
  const { packed } = await import('./page.generated');
  return JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString()) as EmbeddedPage;
}

interface PageParts {
  readonly title: string;
  readonly styles: string;
  readonly script: string;
  /** JSON. */
  readonly data: string;
  /** HTML. @default nothing, until the script has run */
  readonly content?: string;
  readonly language?: string;
  readonly direction?: string | undefined;
  /** True: the page may listen to its server. */
  readonly connects?: boolean;
}

function composePage(parts: PageParts): string {
  const { title, styles, script, data, content = '', language = 'en', direction, connects = false } = parts;
  // The browser refuses any other script, and every other request, whatever a report has for names.
  const hash = createHash('sha256').update(script).digest('base64');
  const connect = connects ? " connect-src 'self';" : '';
  const policy = `default-src 'none'; script-src 'sha256-${hash}';${connect} style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<!-- With Preact, copyright (c) 2015-present Jason Miller, MIT License: https://github.com/preactjs/preact/blob/main/LICENSE -->
<html lang="${language}"${direction === undefined ? '' : ` dir="${direction}"`}>
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
