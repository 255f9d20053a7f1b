import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef, StrictMode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { ConfusionMatrix, MessagesProvider } from '@ferkit/react';
import { manyLabels, moods, weaker } from '../support/confusions';

const cell = (name: RegExp | string): HTMLElement => screen.getByRole('gridcell', { name });

describe('ConfusionMatrix', () => {
  it('is a table with a header for each row and column', () => {
    render(<ConfusionMatrix data={moods} />);
    const table = screen.getByRole('grid', { name: 'Confusion matrix' });
    expect(table.tagName).toBe('TABLE');
    const header = within(table).getByRole('rowheader', { name: 'happy' });
    expect(header).toHaveAttribute('scope', 'row');
    expect(within(table).getByRole('columnheader', { name: 'happy' })).toHaveAttribute('scope', 'col');
    expect(within(table).getByRole('columnheader', { name: 'Predicted label' })).toHaveAttribute('scope', 'colgroup');
    expect(cell(/^sad predicted as happy/)).toHaveTextContent('20%');
    expect(cell('Accuracy: 73%')).toBeVisible();
  });

  it('is described by a summary in words', () => {
    render(<ConfusionMatrix data={moods} caption="FER2013, test split" />);
    expect(screen.getByRole('figure', { name: 'FER2013, test split' })).toHaveAccessibleDescription(
      /^15 samples of 3 labels, 73\.3% predicted correctly\. Most frequent mistake: happy predicted as sad/,
    );
  });

  it('is one stop for the Tab key, and is walked with the arrow keys', async () => {
    const user = userEvent.setup();
    render(<ConfusionMatrix data={moods} />);
    await user.tab();
    expect(cell(/^happy predicted correctly/)).toHaveFocus();
    await user.keyboard('{ArrowLeft}{ArrowUp}');
    expect(cell(/^happy predicted correctly/)).toHaveFocus();
    await user.keyboard('{ArrowRight}{ArrowDown}');
    expect(cell(/^disgust predicted correctly/)).toHaveFocus();
    expect(cell(/^disgust predicted correctly/)).toHaveAttribute('tabindex', '0');
    expect(cell(/^happy predicted correctly/)).toHaveAttribute('tabindex', '-1');
    await user.keyboard('{Home}');
    expect(cell(/^disgust predicted as happy/)).toHaveFocus();
    await user.keyboard('{End}');
    expect(document.activeElement).toHaveTextContent('–');
    await user.keyboard('{Control>}{End}{/Control}');
    expect(cell('Accuracy: 73%')).toHaveFocus();
    await user.keyboard('{Control>}{Home}{/Control}');
    expect(cell(/^happy predicted correctly/)).toHaveFocus();
    await user.tab();
    expect(document.body).toHaveFocus();
  });

  it('reports the cell that is clicked, or entered with a key', async () => {
    const user = userEvent.setup();
    const onSelect = vi.fn();
    render(<ConfusionMatrix data={moods} onSelect={onSelect} />);
    await user.click(cell(/^sad predicted as happy/));
    await user.keyboard('{ArrowRight}{Enter}{ArrowRight} ');
    expect(onSelect.mock.calls.map(([selected]) => selected as unknown)).toMatchObject([
      { truth: 'sad', predicted: 'happy', count: 1, share: 0.2 },
      { truth: 'sad', predicted: 'disgust', count: 1 },
      { truth: 'sad', predicted: 'sad', count: 3, correct: true },
    ]);
    await user.click(cell('Accuracy: 73%'));
    expect(onSelect).toHaveBeenCalledTimes(3);
  });

  it('marks the selected cell', () => {
    render(<ConfusionMatrix data={moods} selected={{ truth: 'sad', predicted: 'happy' }} />);
    expect(screen.getAllByRole('gridcell', { selected: true })).toEqual([cell(/^sad predicted as happy/)]);
  });

  it('puts the cell under the pointer or with the focus into words', async () => {
    const user = userEvent.setup();
    render(<ConfusionMatrix data={moods} />);
    await user.hover(cell(/^sad predicted as disgust/));
    expect(screen.getByText('sad predicted as disgust: 1 of 5, 20% of all samples of sad')).toBeVisible();
    await user.unhover(cell(/^sad predicted as disgust/));
    await user.tab();
    expect(screen.getByText('happy predicted correctly: 8 of 10, 80% of all samples of happy')).toBeVisible();
  });

  it('is a plain table where it is not interactive', () => {
    render(<ConfusionMatrix data={moods} interactive={false} />);
    expect(screen.getByRole('table', { name: 'Confusion matrix' })).toBeVisible();
    expect(screen.getAllByRole('cell', { name: /^sad predicted as/ })[0]).not.toHaveAttribute('tabindex');
  });

  it('stays reachable when the data shrinks', async () => {
    const user = userEvent.setup();
    const { rerender } = render(<ConfusionMatrix data={manyLabels(6)} />);
    await user.tab();
    await user.keyboard('{Control>}{End}{/Control}');
    rerender(<ConfusionMatrix data={moods} margins={false} />);
    expect(screen.getAllByRole('gridcell').filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  });

  it('lets visitors choose what is shown', async () => {
    const user = userEvent.setup();
    render(<ConfusionMatrix data={moods} toolbar sort="given" />);
    await user.selectOptions(screen.getByLabelText('Show'), 'Counts');
    expect(cell(/^happy predicted correctly/)).toHaveTextContent('8');
    await user.selectOptions(screen.getByLabelText('Order'), 'By name');
    expect(screen.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual([
      'disgust',
      'happy',
      'sad',
      'Total',
      'Precision',
    ]);
    await user.click(screen.getByLabelText('Hide diagonal'));
    expect(cell('happy predicted correctly: hidden')).toBeEmptyDOMElement();
  });

  it('shows how two reports differ', () => {
    render(<ConfusionMatrix data={moods} compareWith={weaker} />);
    expect(cell(/^happy predicted correctly/)).toHaveTextContent('+30%');
    expect(cell(/^sad predicted as happy/)).toHaveTextContent('-40%');
    expect(cell('Accuracy: +26.7%')).toBeVisible();
  });

  it('hands on ref, className, style and data attributes, and draws cells as told', () => {
    const ref = createRef<HTMLElement>();
    render(
      <ConfusionMatrix
        ref={ref}
        data={moods}
        id="matrix"
        className="mine"
        style={{ maxWidth: 300 }}
        data-testid="figure"
        lang="en"
      >
        {({ count }) => <b>{count} faces</b>}
      </ConfusionMatrix>,
    );
    expect(ref.current).toBe(screen.getByTestId('figure'));
    expect(ref.current).toHaveClass('ferkit', 'mine');
    expect(ref.current).toHaveStyle({ maxWidth: '300px' });
    expect(ref.current?.id).toBe('matrix');
    expect(screen.getByText('8 faces')).toBeVisible();
  });

  it('says everything in other words', () => {
    render(
      <MessagesProvider messages={{ recall: 'Trefferquote', label: (label) => `«${label}»` }}>
        <ConfusionMatrix data={moods} messages={{ precision: 'Genauigkeit' }} />
      </MessagesProvider>,
    );
    expect(screen.getByRole('columnheader', { name: 'Trefferquote' })).toBeVisible();
    expect(screen.getByRole('rowheader', { name: 'Genauigkeit' })).toBeVisible();
    expect(cell(/^«sad» predicted as «happy»/)).toBeVisible();
  });

  it.each([0, 1, 2, 40])('shows %i labels in strict mode', (count) => {
    const complaint = vi.spyOn(console, 'error');
    render(
      <StrictMode>
        <ConfusionMatrix data={manyLabels(count)} margins={false} />
      </StrictMode>,
    );
    expect(screen.queryAllByRole('gridcell')).toHaveLength(count * count);
    expect(complaint).not.toHaveBeenCalled();
  });
});
