import { describe, expect, it } from 'vitest';
import { type EvaluationReport, parseReport, reportToJson, reportToMarkdown } from '@ferkit/core/metrics';
import { AWKWARD_LABELS, exampleReport } from './exampleReport';

/** Changes one field of a saved report, given by its path. */
function spoil(path: string, value: unknown): string {
  const report = JSON.parse(reportToJson(exampleReport())) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  let parent = report;
  for (const name of names) parent = parent[name] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return JSON.stringify(report);
}

describe('a report as JSON', () => {
  it('comes back as it was', () => {
    const report = exampleReport();
    expect(parseReport(reportToJson(report))).toEqual(report);
    const { withoutTrainingCopies: _, ...bare } = report;
    expect(parseReport(reportToJson(bare))).toEqual(bare);
  });

  it('is also taken as parsed, as from an imported file', () => {
    const report = exampleReport();
    expect(parseReport(JSON.parse(reportToJson(report)))).toEqual(report);
    expect(() => parseReport([report])).toThrow(
      'The report cannot be used: expected an evaluation report, or its text as reportToJson writes it',
    );
    expect(() => parseReport({ ...report, accuracy: '72 %' })).toThrow(
      'its field "accuracy" does not fit: expected a number from 0 to 1, received "72 %"',
    );
  });

  it('comes back with the most awkward labels', () => {
    const report = exampleReport(AWKWARD_LABELS);
    const again = parseReport(reportToJson(report));
    expect(again).toEqual(report);
    expect(Object.keys(again.perLabel)).toEqual([...AWKWARD_LABELS]);
  });

  it('has each row of the confusion matrix on one line, and changes no text for it', () => {
    const text = reportToJson({ ...exampleReport(), dataset: '[\n 1,\n 2\n ] [ 3, 4 ]' });
    expect(text).toContain('      [1, 1, 0, 0],\n');
    expect(parseReport(text).dataset).toBe('[\n 1,\n 2\n ] [ 3, 4 ]');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(parseReport(text))));
  });

  it('of an earlier version comes back with the labels without samples', () => {
    const old = JSON.parse(reportToJson(exampleReport())) as Record<string, Record<string, unknown>>;
    delete old.labelsWithoutSamples;
    delete old.withoutTrainingCopies!.labelsWithoutSamples;
    const again = parseReport(JSON.stringify(old));
    expect(again).toEqual(exampleReport());
    expect(again.labelsWithoutSamples).toEqual(['neutral']);
    expect(reportToMarkdown(old as unknown as EvaluationReport)).toBe(reportToMarkdown(again));
  });

  it('refuses numbers that JSON would silently turn into null', () => {
    expect(() => reportToJson({ ...exampleReport(), loss: Number.NaN })).toThrow(
      'its field "loss" does not fit: expected a number of at least 0, received NaN',
    );
    const report = exampleReport();
    const model = { ...report.model, architecture: { id: 'x', options: { rate: [1, Infinity] } } };
    expect(() => reportToJson({ ...report, model })).toThrow(
      'its field "model.architecture.options.rate[1]" does not fit',
    );
  });
});

describe('reading a report that is none', () => {
  it('says what is not JSON', () => {
    for (const text of ['', 'label,precision\n', '{"schema": 1']) {
      expect(() => parseReport(text)).toThrow(expect.objectContaining({ code: 'REPORT_MALFORMED' }));
    }
  });

  const changes: readonly (readonly [path: string, value: unknown, field?: string])[] = [
    ['schema', 2],
    ['schema', undefined],
    ['dataset', 7],
    ['samples', 4.5],
    ['samples', 6],
    ['accuracy', 1.01],
    ['accuracy', null],
    ['nll', -1],
    ['nll', undefined],
    ['perLabel', []],
    ['perLabel.happy', undefined, 'perLabel["happy"]'],
    ['perLabel.happy.f1', 'high', 'perLabel["happy"].f1'],
    ['confusion.labels', ['a', 'a', 'b', 'c']],
    ['confusion.labels', ['a', 'b']],
    ['confusion.counts', [[5]], 'confusion.counts'],
    ['confusion.counts.1', [1, 2, 3], 'confusion.counts'],
    ['confusion.counts.1.1', -1, 'confusion.counts[1][1]'],
    ['reliability.3.count', 0.5, 'reliability[3].count'],
    ['labelsWithoutSamples', 'neutral'],
    ['labelsWithoutSamples', ['sad']],
    ['withoutTrainingCopies.labelsWithoutSamples', []],
    ['suggestion', { labels: ['sad', 'happy', 'angry', 'fear'], accuracy: 1 }, 'suggestion.labels'],
    ['suggestion', { labels: ['sad', 'happy', 'angry', 'neutral'], accuracy: 2 }, 'suggestion.accuracy'],
    ['withoutTrainingCopies', null],
    ['withoutTrainingCopies.ece', 2],
    ['withoutTrainingCopies.samples', 5],
    ['model', undefined],
    ['model.labels', 'happy'],
    ['model.temperature', undefined],
    ['model.temperature', '1'],
    ['model.temperature', 0],
    ['model.provenance', null],
    ['model.provenance', 'fer2013', 'model.provenance'],
    ['model.provenance.epochs', undefined],
    ['backend.accelerated', 'yes'],
  ];
  for (const [path, value, field] of changes) {
    it(`names the field where ${path} is ${value === undefined ? 'missing' : JSON.stringify(value)}`, () => {
      // Labels that do not belong to the counts show there.
      const wanted = path === 'confusion.labels' && (value as unknown[]).length === 2 ? 'confusion.counts' : path;
      expect(() => parseReport(spoil(path, value))).toThrow(
        expect.objectContaining({
          code: 'REPORT_MALFORMED',
          details: expect.objectContaining({ field: field ?? wanted }) as object,
        }),
      );
    });
  }

  it('calls null by its name', () => {
    expect(() => parseReport(spoil('withoutTrainingCopies', null))).toThrow('expected an object, received null');
  });

  it('refuses JSON of another kind', () => {
    for (const text of ['null', '[]', '1', '"report"', '{}']) {
      expect(() => parseReport(text)).toThrow(expect.objectContaining({ code: 'REPORT_MALFORMED' }));
    }
  });
});
