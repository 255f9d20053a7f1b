import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '#core/evaluation/reportToMarkdown';
import { reportToMarkdown } from '@ferkit/core/metrics';
import { AWKWARD_LABELS, exampleReport } from './exampleReport';

describe('a report as Markdown', () => {
  it('reads well as plain text', () => {
    expect(reportToMarkdown(exampleReport())).toMatchInlineSnapshot(`
      "# Evaluation of fer-cnn on synthetic_faces, test

      - Dataset: synthetic_faces, test, 5 samples
      - Model: fer-cnn, 48 x 48, temperature 1.543
      - Trained on: synthetic_faces, 3 epochs, seed 1, with @ferkit/core 0.1.0 on wasm, 2026-01-02T03:04:05.000Z
      - Evaluated on: wasm, WebAssembly with SIMD, 1 thread

      ## Scores

      |                               | All samples | Without copies of training images |
      | ----------------------------- | ----------: | --------------------------------: |
      | Samples                       |           5 |                                 4 |
      | Accuracy                      |     60.00 % |                           50.00 % |
      | Balanced accuracy             |     66.67 % |                           50.00 % |
      | Top-2 accuracy                |    100.00 % |                          100.00 % |
      | Macro F1                      |      0.6111 |                            0.4444 |
      | Loss, nats                    |      0.5439 |                            0.6079 |
      | Negative log-likelihood, nats |      0.5439 |                            0.6079 |
      | Expected calibration error    |      0.2625 |                            0.2656 |

      Labels without samples, left out of the means over labels: neutral. No sample was predicted as one of them.

      ## Labels

      | Label   | Precision |   Recall |     F1 | Samples | Predicted |
      | ------- | --------: | -------: | -----: | ------: | --------: |
      | angry   |   50.00 % |  50.00 % | 0.5000 |       2 |         2 |
      | happy   |   50.00 % | 100.00 % | 0.6667 |       1 |         2 |
      | sad     |  100.00 % |  50.00 % | 0.6667 |       2 |         1 |
      | neutral |         – |        – |      – |       0 |         0 |

      ## Confusion matrix

      Rows are true labels, columns predicted ones.

      | True \\ predicted | angry | happy |   sad | neutral |
      | ---------------- | ----: | ----: | ----: | ------: |
      | angry            | **1** |     1 |     0 |       0 |
      | happy            |     0 | **1** |     0 |       0 |
      | sad              |     1 |     0 | **1** |       0 |
      | neutral          |     0 |     0 |     0 |   **0** |

      ## Reliability

      Mean highest score and accuracy of the samples in each range of scores.

      | Highest score  | Samples | Mean score | Accuracy |
      | -------------- | ------: | ---------: | -------: |
      | 0.467 to 0.533 |       2 |    50.00 % |   0.00 % |
      | 0.733 to 0.800 |       1 |    75.00 % | 100.00 % |
      | 0.933 to 1.000 |       2 |    96.88 % | 100.00 % |
      "
    `);
  });

  it('leaves out the column without copies where that is not known', () => {
    const { withoutTrainingCopies: _, ...report } = exampleReport();
    const page = reportToMarkdown(report);
    expect(page).toContain('All samples |\n');
    expect(page).not.toContain('copies');
  });

  it('says so where the training is not known', () => {
    const report = exampleReport();
    const { provenance: _, ...model } = report.model;
    expect(reportToMarkdown({ ...report, model })).toContain('- Trained on: not known\n');
  });

  it('gives every row of a table the same number of cells, whatever the labels', () => {
    const tables = reportToMarkdown(exampleReport(AWKWARD_LABELS))
      .split('\n\n')
      .filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      const cells = table
        .trim()
        .split('\n')
        .map((row) => row.replace(/\\./g, '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });
});

describe('escaping Markdown', () => {
  it('makes text stand as it is', () => {
    expect(escapeMarkdown('a|b')).toBe('a\\|b');
    expect(escapeMarkdown('a\\|b')).toBe('a\\\\\\|b');
    expect(escapeMarkdown('*bold* `code` [link] ~no~')).toBe('\\*bold\\* \\`code\\` \\[link\\] \\~no\\~');
    expect(escapeMarkdown('<img> &amp;')).toBe('&lt;img> &amp;amp;');
    expect(escapeMarkdown('two\r\nlines')).toBe('two lines');
    expect(escapeMarkdown('fer_2013 _x_ é_é')).toBe('fer_2013 \\_x\\_ é_é');
  });
});
