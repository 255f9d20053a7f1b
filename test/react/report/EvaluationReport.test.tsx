import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { EvaluationReport, MessagesProvider } from '@ferkit/react';
import { de } from '@ferkit/react/locales/de';
import bundled from '../../../stories/fixtures/bundledReport.json';
import earlier from '../../../stories/fixtures/earlierReport.json';
import history from '../../../stories/fixtures/exampleHistory.json';
import { reportOf, sixSamples } from '../support/report';

/** The figures of a score at the top of the report. */
const figures = (name: string): string =>
  screen.getByText(name, { selector: '.ferkit-headline dt' }).nextElementSibling!.textContent;

const fact = (name: string): readonly string[] =>
  screen.getAllByText(name, { selector: '.ferkit-facts dt' }).map((term) => term.nextElementSibling!.textContent);

/** Names of the headings with their levels, after all sections have loaded. */
async function headings(last: string): Promise<readonly string[]> {
  await screen.findByRole('heading', { name: last });
  return screen.getAllByRole('heading').map(({ tagName, textContent }) => `${tagName} ${textContent}`);
}

describe('<EvaluationReport>', () => {
  it('has a heading for each of its sections', async () => {
    render(<EvaluationReport data={bundled} history={history} />);
    expect(await headings('Training')).toEqual([
      'H2 Evaluation',
      'H3 Scores by label',
      'H3 Confusion matrix',
      'H3 Samples by label',
      'H3 Reliability',
      'H3 Robustness',
      'H3 Training',
    ]);
  });

  it('takes levels and another heading, or none', async () => {
    const { rerender } = render(<EvaluationReport data={reportOf(sixSamples())} headingLevel={1} caption="Tuesday" />);
    expect(await headings('Reliability')).toContain('H1 Tuesday');
    expect(screen.getByRole('heading', { name: 'Reliability', level: 2 })).toBeVisible();
    rerender(<EvaluationReport data={reportOf(sixSamples())} caption={false} />);
    expect(screen.queryByRole('heading', { name: 'Evaluation' })).not.toBeInTheDocument();
    expect(screen.getByRole('figure', { name: 'Evaluation' })).toBeVisible();
  });

  it('shows the headline figures with intervals, and without copies of training images', () => {
    const all = sixSamples();
    const report = { ...reportOf(all), withoutTrainingCopies: { ...all, accuracy: 0.6, nll: 1.2345 } };
    render(<EvaluationReport data={report} />);
    // Four of six: Wilson's interval.
    expect(figures('Accuracy')).toBe('66.7%95% interval 30.0% to 90.3%60.0% without copies of training images');
    expect(figures('Macro F1')).toMatch(/^62\.5%95% interval \d+\.\d% to 100\.0%62\.5% without copies/);
    expect(figures('Calibration error')).toMatch(/^\d+\.\d%95% interval 0\.0% to \d+\.\d%\d+\.\d% without copies/);
    expect(figures('Negative log-likelihood')).toMatch(/^0\.\d{3}1\.235 without copies/);
  });

  it('tells what was evaluated on what', () => {
    render(<EvaluationReport data={reportOf(sixSamples(), 'PrivateTest')} />);
    expect(fact('Dataset')).toEqual(['PrivateTest', 'more drawn faces']);
    expect(fact('Backend')).toEqual(['cpu, JavaScript', 'wasm']);
    expect(fact('Network')).toEqual(['fer-cnn']);
    expect(fact('Input')).toEqual(['48 × 48']);
    expect(fact('Temperature')).toEqual(['1.235']);
    expect(fact('Seed')).toEqual(['7']);
    // The day in UTC, wherever the reader is.
    expect(fact('Finished')).toEqual(['Nov 30, 2026']);
  });

  it('lists mistakes and likely label errors, if the report has them', async () => {
    const one = { sample: 3, row: 41, label: 'sad', predicted: 'happy', confidence: 0.97, labelScore: 0.01 };
    const other = { ...one, sample: 5, row: 7, source: 'a/b.png', confidence: 0.6, labelScore: 0.3 };
    const report = { ...reportOf(sixSamples()), mistakes: [one, other], labelErrors: { count: 4, samples: [one] } };
    render(<EvaluationReport data={report} />);
    const errors = (await screen.findByRole('heading', { name: 'Likely label errors' })).closest('figure')!;
    expect(errors).toHaveAccessibleDescription('1 of 4');
    expect(within(errors).getByRole('row', { name: 'row 41 sad 1% happy 97%' })).toBeVisible();
    const mistakes = screen.getByRole('heading', { name: 'Mistakes, the most confident first' }).closest('figure')!;
    expect(mistakes).toHaveAccessibleDescription('2 of 2');
    expect(within(mistakes).getByRole('row', { name: 'a/b.png sad 30% happy 60%' })).toBeVisible();
    expect(within(mistakes).getByRole('rowheader', { name: /likely a label error/ })).toBeVisible();
  });

  it('compares with an earlier report', async () => {
    render(<EvaluationReport data={bundled} compareWith={earlier} />);
    expect(figures('Accuracy')).toMatch(/62\.7% in the earlier report \(\+8\.4\)$/);
    expect(figures('Calibration error')).toMatch(/12\.4% in the earlier report \(-9\.8\)$/);
    expect(figures('Negative log-likelihood')).toMatch(/1\.124 in the earlier report \(-0\.331\)$/);
    // Less is better of some.
    for (const change of document.querySelectorAll('[data-change]'))
      expect(change).toHaveAttribute('data-change', 'better');
    expect(await screen.findByText(/Accuracy changed by \+8\.4%\./)).toBeVisible();
    expect(await screen.findByText(/Without scores on corrupted images: Earlier report\./)).toBeVisible();
    const labels = (await screen.findByRole('heading', { name: 'Samples by label' })).closest('figure')!;
    expect(
      within(labels)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['True label', 'Predicted label', 'Earlier report']);
  });

  it('warns of labels in another order, labels without samples, and a comparison of different data', () => {
    const report = reportOf(sixSamples());
    const suggestion = { labels: ['sad', 'happy', 'disgust'], accuracy: 0.9 };
    render(<EvaluationReport data={{ ...report, suggestion }} compareWith={reportOf(sixSamples(), 'other faces')} />);
    expect([...document.querySelectorAll('.ferkit-warnings > li')].map(({ textContent }) => textContent)).toEqual([
      'The labels may be in another order: sad, happy, and disgust would give an accuracy of 90.0% instead of 66.7%.',
      'Labels without samples, left out of the means: disgust. Predictions of them, which count as wrong: 0.',
      'The reports are of different data, drawn faces and other faces: changes may come from either.',
    ]);
  });

  it('shows the surest mistakes first', async () => {
    const image = { pixels: [0, 255], width: 2, height: 1 };
    const face = (truth: string | undefined, label: string | null, score: number) => ({
      image,
      truth,
      label,
      scores: [{ label: label ?? 'happy', score }],
    });
    render(
      <EvaluationReport
        data={reportOf(sixSamples())}
        predictions={[
          face('sad', 'sad', 0.99),
          face('sad', 'happy', 0.6),
          face('sad', null, 0.3),
          face('happy', 'sad', 0.9),
        ]}
      />,
    );
    const section = (await screen.findByRole('heading', { name: 'Predictions' })).closest('figure')!;
    const faces = [...section.querySelectorAll('.ferkit-faces > li')];
    expect(faces.map(({ textContent }) => /Wrong|Uncertain|Correct/.exec(textContent)?.[0])).toEqual([
      'Wrong',
      'Wrong',
      'Uncertain',
      'Correct',
    ]);
    expect(faces[0]).toHaveTextContent('90.0%');
    // A cell of the matrix has its own.
    const cell = await screen.findByRole('gridcell', { name: /^happy predicted as sad/ });
    fireEvent.click(cell);
    const images = await screen.findByRole('region', { name: /^happy predicted as sad/ });
    expect(within(images).getAllByRole('img')).toHaveLength(1);
  });

  it('is translated with its sections', async () => {
    render(
      <MessagesProvider messages={de}>
        <EvaluationReport data={bundled} />
      </MessagesProvider>,
    );
    expect(await headings('Zuverlässigkeit')).toContain('H3 Konfusionsmatrix');
    expect(figures('Genauigkeit')).toMatch(/95\s%-Intervall: \d\d,\d\s% bis/);
  });

  it('opens a table of a section by keyboard', async () => {
    const user = userEvent.setup();
    render(<EvaluationReport data={reportOf(sixSamples())} />);
    const section = (await screen.findByRole('heading', { name: 'Reliability' })).closest('figure')!;
    await user.click(within(section).getByText('Show as table'));
    expect(within(section).getByRole('columnheader', { name: 'Confidence' })).toBeVisible();
  });

  it.each([
    ['JSON of something else', { name: 'ferkit', version: '1.0.0' }, /its field "schema" does not fit/],
    [
      'a report that was edited by hand',
      { ...bundled, samples: 12 },
      /its field "samples" does not fit: expected 3,?589/,
    ],
    ['text', JSON.stringify(bundled), /expected an evaluation report/],
  ])('tells in its place that the data is %s', async (_, data, message) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    render(<EvaluationReport data={data as never} />);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Invalid value for the prop "data" of <EvaluationReport>');
    expect(alert).toHaveTextContent(message);
    log.mockRestore();
  });

  it('tells that the earlier report is none', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    render(<EvaluationReport data={bundled} compareWith={{ ...earlier, accuracy: 2 }} />);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /the prop "compareWith" of <EvaluationReport>.*its field "accuracy" does not fit: expected a number from 0 to 1/,
    );
    log.mockRestore();
  });
});
