import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { RobustnessChart, type RobustnessData } from '@ferkit/react';
import { noisyAndDark } from '../support/report';

/** Clean 75 %; mean over noise 5, noise 20 and dark 29.2 %. */
const report: RobustnessData = { accuracy: 0.75, macroF1: 0.625, ece: 0.05, robustness: noisyAndDark };
const { corruptions } = noisyAndDark;

type Corruptions = NonNullable<RobustnessData['robustness']>['corruptions'];
const withCorruptions = (scores: Corruptions): RobustnessData => ({ ...report, robustness: { corruptions: scores } });

/** The same scores, ten points lower on all images. */
const weaker: RobustnessData = {
  ...withCorruptions(corruptions.map((scores) => ({ ...scores, accuracy: scores.accuracy - 0.1 }))),
  accuracy: 0.65,
};

const namesOfRows = (): (string | null)[] => screen.getAllByRole('img').map((row) => row.getAttribute('aria-label'));
const tip = (): string | undefined => document.querySelector('.ferkit-tip')?.textContent;
/** Displayed kinds of corruptions, from top to bottom. */
const kinds = (): (string | null)[] =>
  within(screen.getByRole('figure'))
    .getAllByRole('group')
    .filter((group) => group.className === 'ferkit-kind')
    .map((group) => group.getAttribute('aria-label'));

describe('a report', () => {
  it('is summed up: clean, mean, and the corruption that costs most', () => {
    render(<RobustnessChart data={report} />);
    expect(screen.getByRole('figure', { name: 'Robustness' })).toHaveAccessibleDescription(
      'Accuracy 75.0% on clean images, 29.2% on average over 3 corruptions. Worst: Dark, γ 1.8 (12.5%).',
    );
  });

  it('may come from an imported JSON file, whose kinds are any text for TypeScript', () => {
    const imported = { ...report, robustness: { corruptions: [{ ...corruptions[0]!, kind: 'noise' as string }] } };
    render(<RobustnessChart data={imported} compareWith={imported} />);
    expect(kinds()).toEqual(['Noise']);
  });

  it('has a row for clean images, for the mean, and for each strength of each kind, with the change against clean', () => {
    render(<RobustnessChart data={report} />);
    expect(namesOfRows()).toEqual([
      'Clean: Accuracy 75.0%',
      'Mean: Accuracy 29.2% (-45.8 points)',
      'Noise, σ 5: Accuracy 50.0% (-25.0 points)',
      'Noise, σ 20: Accuracy 25.0% (-50.0 points)',
      'Dark, γ 1.8: Accuracy 12.5% (-62.5 points)',
    ]);
    expect(within(screen.getByRole('group', { name: 'Noise' })).getAllByRole('img')).toHaveLength(2);
  });

  it('places scores on an axis that covers them, with a line at the clean score', () => {
    const { container } = render(<RobustnessChart data={report} />);
    // From 0 to 80 %, in steps of 20.
    const positions = [...container.querySelectorAll<HTMLElement>('.ferkit-point')].map((mark) => mark.style);
    expect(positions.map(({ insetInlineStart }) => insetInlineStart)).toEqual([
      '93.75%',
      '36.46%',
      '62.5%',
      '31.25%',
      '15.63%',
    ]);
    const line = container.querySelector<HTMLElement>('.ferkit-clean');
    expect(line?.style.insetInlineStart).toBe('93.75%');
    const stem = container.querySelectorAll<HTMLElement>('.ferkit-stem')[1]!.style;
    expect([stem.insetInlineStart, stem.inlineSize]).toEqual(['62.5%', '31.25%']);
  });

  it.each([
    ['macroF1', 'Macro F1 62.5% on clean images, 32.5% on average over 3 corruptions. Worst: Noise, σ 20 (20.0%).'],
    ['ece', 'Calibration error 5.0% on clean images, 26.7% on average over 3 corruptions. Worst: Noise, σ 20 (50.0%).'],
  ] as const)('shows %s', (metric, summary) => {
    render(<RobustnessChart data={report} metric={metric} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(summary);
  });

  it('has the same numbers as a table, with the mean of each kind of several strengths', async () => {
    const user = userEvent.setup();
    render(<RobustnessChart data={report} />);
    await user.click(screen.getByText('Show as table'));
    const rows = within(screen.getByRole('table'))
      .getAllByRole('row')
      .map((row) => [...row.children].map(({ textContent }) => textContent));
    expect(rows).toEqual([
      ['Images', 'Accuracy', 'Change in points'],
      ['Clean', '75.0%', '–'],
      ['Mean', '29.2%', '-45.8'],
      ['Noise, σ 5', '50.0%', '-25.0'],
      ['Noise, σ 20', '25.0%', '-50.0'],
      ['Noise, mean', '37.5%', '-37.5'],
      ['Dark, γ 1.8', '12.5%', '-62.5'],
    ]);
  });

  it('without scores on corrupted images says how to get them', () => {
    render(<RobustnessChart data={{ ...report, robustness: undefined }} toolbar />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      "No scores on corrupted images. Get them by evaluate(model, data, { corruptions: 'standard' }) or ferkit evaluate --corruptions.",
    );
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.queryByRole('combobox')).toBeNull();
    expect(screen.queryByText('Show as table')).toBeNull();
  });

  it.each(['fog', 'constructor', '__proto__', 'toString'])('of the unknown kind %s shows that name', (kind) => {
    render(<RobustnessChart data={withCorruptions([{ ...corruptions[0]!, kind }])} />);
    expect(screen.getByRole('img', { name: new RegExp(`^${kind}, 5: `) })).toBeVisible();
  });

  it('of one corruption is summed up in the singular', () => {
    render(<RobustnessChart data={withCorruptions(corruptions.slice(0, 1))} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy 75.0% on clean images, 50.0% on average over 1 corruption. Worst: Noise, σ 5 (50.0%).',
    );
  });

  it('as JSON writes it, with null for scores that are no numbers, still names the worst corruption', () => {
    const [first, ...others] = corruptions;
    const written = JSON.stringify({ ...withCorruptions([{ ...first!, accuracy: NaN }, ...others]), accuracy: NaN });
    render(<RobustnessChart data={JSON.parse(written) as RobustnessData} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy – on clean images, 18.8% on average over 2 corruptions. Worst: Dark, γ 1.8 (12.5%). ' +
        'Means are over 2 of 3 corruptions, those with a score of every measured model.',
    );
  });

  it('without any score says that there are no means', () => {
    render(<RobustnessChart data={withCorruptions(corruptions.map((scores) => ({ ...scores, accuracy: NaN })))} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'No corruption has a score of every measured model, so that there are no means.',
    );
  });

  it('shows a score that is no number as a dash', () => {
    const [first, ...others] = corruptions;
    const data = withCorruptions([{ ...first!, accuracy: NaN }, ...others]);
    const { container } = render(<RobustnessChart data={data} />);
    expect(screen.getByRole('img', { name: 'Noise, σ 5: Accuracy –' })).toBeVisible();
    expect(container.innerHTML).not.toMatch(/NaN|Infinity/);
  });
});

describe('several reports', () => {
  it('are compared by name in each row', () => {
    render(<RobustnessChart data={report} compareWith={weaker} names={['After', 'Before']} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy on average over 3 corruptions: After 29.2% (clean 75.0%) and Before 19.2% (clean 65.0%).',
    );
    expect(namesOfRows()[2]).toBe('Noise, σ 5: After 50.0% (-25.0 points); Before 40.0% (-25.0 points)');
  });

  it('are numbered if they have no names', () => {
    render(<RobustnessChart data={report} compareWith={weaker} />);
    expect(namesOfRows()[0]).toBe('Clean: Model 1 75.0%; Model 2 65.0%');
  });

  it('have means over the corruptions that all of them share, and say so', () => {
    const [, ...withoutFirst] = weaker.robustness!.corruptions;
    render(<RobustnessChart data={report} compareWith={{ ...weaker, robustness: { corruptions: withoutFirst } }} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy on average over 2 corruptions: Model 1 18.8% (clean 75.0%) and Model 2 8.8% (clean 65.0%). ' +
        'Means are over 2 of 3 corruptions, those with a score of every measured model.',
    );
    expect(screen.getByRole('img', { name: /^Noise, σ 5: .*; Model 2 –$/ })).toBeVisible();
  });

  it('that share no corruption say that there are no means', () => {
    const [first, ...others] = corruptions;
    render(<RobustnessChart data={withCorruptions([first!])} compareWith={withCorruptions(others)} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'No corruption has a score of every measured model, so that there are no means.',
    );
    expect(namesOfRows()[1]).toBe('Mean: Model 1 –; Model 2 –');
  });

  it('have names from right to left, which stay before their numbers', () => {
    render(<RobustnessChart data={report} compareWith={weaker} names={['שלום', 'B']} />);
    expect(namesOfRows()[0]).toBe('Clean: \u2068שלום\u2069 75.0%; B 65.0%');
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy on average over 3 corruptions: \u2068שלום\u2069 29.2% (clean 75.0%) and B 19.2% (clean 65.0%).',
    );
  });

  it('are told apart where they have the same name', () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { robustness: _, ...clean } = weaker;
    render(<RobustnessChart data={report} compareWith={clean} names={['FER', 'FER']} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy on average over 3 corruptions: FER 29.2% (clean 75.0%). Without scores on corrupted images: FER.',
    );
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  it('name those without scores on corrupted images', () => {
    const { robustness: _, ...clean } = weaker;
    render(<RobustnessChart data={report} compareWith={[clean]} names={['New', 'Old']} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy on average over 3 corruptions: New 29.2% (clean 75.0%). Without scores on corrupted images: Old.',
    );
    expect(namesOfRows()[0]).toBe('Clean: New 75.0%; Old 65.0%');
  });
});

describe('the order of the kinds', () => {
  it('is that of the report, by descending loss, or by name', () => {
    const { rerender } = render(<RobustnessChart data={report} />);
    expect(kinds()).toEqual(['Noise', 'Dark']);
    rerender(<RobustnessChart data={report} sort="loss" />);
    expect(kinds()).toEqual(['Dark', 'Noise']);
    const swapped = withCorruptions(corruptions.toReversed());
    rerender(<RobustnessChart data={swapped} sort="kind" />);
    expect(kinds()).toEqual(['Dark', 'Noise']);
    rerender(
      <RobustnessChart
        data={swapped}
        sort="name"
        messages={{ corruption: (kind) => (kind === 'dark' ? 'Shade' : kind) }}
      />,
    );
    expect(kinds()).toEqual(['noise', 'Shade']);
  });

  it('counts a higher calibration error as a loss', () => {
    render(<RobustnessChart data={report} metric="ece" sort="loss" />);
    // From 5 % to 30 % on average of noise, to 20 % in the dark.
    expect(kinds()).toEqual(['Noise', 'Dark']);
  });
});

describe('visitors', () => {
  it('change score and order with the controls', async () => {
    const user = userEvent.setup();
    render(<RobustnessChart data={report} toolbar />);
    await user.selectOptions(screen.getByLabelText('Show'), 'Macro F1');
    expect(namesOfRows()[0]).toBe('Clean: Macro F1 62.5%');
    await user.selectOptions(screen.getByLabelText('Order'), 'By loss');
    expect(kinds()).toEqual(['Noise', 'Dark']);
    await user.selectOptions(screen.getByLabelText('Show'), 'Accuracy');
    expect(kinds()).toEqual(['Dark', 'Noise']);
  });

  it('have no controls unless asked for', () => {
    render(<RobustnessChart data={report} />);
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('read the row under the pointer in a tip, until they press Escape', async () => {
    const user = userEvent.setup();
    render(<RobustnessChart data={report} />);
    expect(tip()).toBeUndefined();
    await user.hover(screen.getByRole('img', { name: /^Dark/ }));
    expect(tip()).toBe('Dark, γ 1.8Accuracy 12.5% (-62.5 points)');
    await user.keyboard('{Escape}');
    expect(tip()).toBeUndefined();
    await user.hover(screen.getByRole('img', { name: /^Clean/ }));
    expect(tip()).toBe('CleanAccuracy 75.0%');
    await user.unhover(screen.getByRole('group', { name: 'Accuracy' }));
    expect(tip()).toBeUndefined();
  });

  it('reach the rows with a single tab stop and move with the arrow keys, Home and End', async () => {
    const user = userEvent.setup();
    render(
      <>
        <RobustnessChart data={report} />
        <button type="button">After</button>
      </>,
    );
    await user.tab();
    expect(screen.getByRole('img', { name: /^Clean/ })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('img', { name: /^Noise, σ 5/ })).toHaveFocus();
    expect(tip()).toMatch(/^Noise, σ 5/);
    await user.keyboard('{End}{ArrowDown}');
    expect(screen.getByRole('img', { name: /^Dark/ })).toHaveFocus();
    await user.keyboard('{Home}{ArrowUp}');
    expect(screen.getByRole('img', { name: /^Clean/ })).toHaveFocus();
    await user.keyboard('{End}');
    await user.tab();
    expect(screen.getByText('Show as table').closest('summary')).toHaveFocus();
    expect(tip()).toBeUndefined();
    await user.tab({ shift: true });
    expect(screen.getByRole('img', { name: /^Dark/ })).toHaveFocus();
  });

  it('still reach a chart whose focused row is gone', async () => {
    const user = userEvent.setup();
    const { rerender } = render(<RobustnessChart data={report} />);
    await user.tab();
    await user.keyboard('{End}');
    rerender(<RobustnessChart data={withCorruptions(corruptions.slice(0, 1))} />);
    expect(screen.getByRole('img', { name: /^Clean/ })).toHaveAttribute('tabindex', '0');
  });

  it('read it in their words and numbers', () => {
    render(
      <RobustnessChart
        data={report}
        messages={{ locale: 'de', corruption: (kind) => (kind === 'dark' ? 'Dunkel' : kind), accuracy: 'Richtig' }}
      />,
    );
    expect(namesOfRows()[4]).toBe('Dunkel, γ 1,8: Richtig 12,5\u00a0% (-62,5 points)');
  });
});
