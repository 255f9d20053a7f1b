import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef, StrictMode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { ConfusionMatrix, MessagesProvider, type Prediction } from '@ferkit/react';
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

  it('shows zeros as dots, so that the other numbers stand out', () => {
    render(<ConfusionMatrix data={moods} />);
    expect(cell(/^happy predicted as disgust: 0 of 10/)).toHaveTextContent(/^·$/);
  });

  it('names the models that it compares', () => {
    render(<ConfusionMatrix data={moods} compareWith={weaker} names={['After', 'Before']} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^After compared with Before\. 15 samples/);
  });

  it('hides the tip of a focused cell on Escape, and keeps the focus', async () => {
    const user = userEvent.setup();
    const onKeyDown = vi.fn();
    render(
      <div role="presentation" onKeyDown={onKeyDown}>
        <ConfusionMatrix data={moods} />
      </div>,
    );
    await user.tab();
    expect(document.querySelector('.ferkit-tip')).toBeVisible();
    await user.keyboard('{Escape}');
    expect(document.querySelector('.ferkit-tip')).toBeNull();
    expect(cell(/^happy predicted correctly/)).toHaveFocus();
    // A dialog around the matrix would close by the first Escape.
    expect(onKeyDown).not.toHaveBeenCalledWith(expect.objectContaining({ key: 'Escape' }));
    await user.keyboard('{Escape}');
    expect(onKeyDown).toHaveBeenLastCalledWith(expect.objectContaining({ key: 'Escape' }));
  });
});

describe('the images of a cell', () => {
  const image = { pixels: [0, 255], width: 2, height: 1 };
  const face = (truth: string, label: string, score: number): Prediction => ({
    image,
    truth,
    label,
    scores: [
      { label, score: 1 - score },
      { label: truth, score },
    ],
  });
  const predictions = [
    face('sad', 'happy', 0.3),
    face('happy', 'sad', 0.25),
    face('sad', 'happy', 0.125),
    face('sad', 'happy', 0.2),
  ];
  const scoresOfTruth = (): (string | null)[] =>
    screen.getAllByText('sad', { selector: '.ferkit-score span' }).map(({ nextSibling }) => nextSibling!.textContent);

  it('are shown below the matrix, worst first, with the focus, which Escape gives back', async () => {
    const user = userEvent.setup();
    const onSelect = vi.fn();
    render(<ConfusionMatrix data={moods} predictions={predictions} onSelect={onSelect} />);
    cell(/^sad predicted as happy/).focus();
    await user.keyboard('{Enter}');
    const images = await screen.findByRole('region', { name: 'sad predicted as happy, worst first' });
    await waitFor(() => expect(images).toHaveFocus());
    expect(scoresOfTruth()).toEqual(['12.5%', '20.0%', '30.0%']);
    expect(cell(/^sad predicted as happy/)).toHaveAttribute('aria-selected', 'true');
    expect(onSelect).toHaveBeenCalledOnce();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region')).toBeNull();
    expect(cell(/^sad predicted as happy/)).toHaveFocus();
  });

  it('say if there are none, and close by a button', async () => {
    const user = userEvent.setup();
    render(<ConfusionMatrix data={moods} predictions={predictions} />);
    await user.click(cell(/^happy predicted correctly/));
    expect(await screen.findByText('No images of this cell are at hand.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(cell(/^happy predicted correctly/)).toHaveFocus();
  });

  it('of another cell take their place', async () => {
    const user = userEvent.setup();
    render(<ConfusionMatrix data={moods} predictions={predictions} />);
    await user.click(cell(/^sad predicted as happy/));
    await screen.findByRole('region', { name: /^sad predicted as happy/ });
    await user.click(cell(/^happy predicted as sad/));
    await screen.findByRole('region', { name: /^happy predicted as sad/ });
    expect(screen.getAllByRole('region')).toHaveLength(1);
  });

  it('come in parts of 24', async () => {
    const user = userEvent.setup();
    const many = Array.from({ length: 30 }, (_, place) => face('sad', 'happy', place / 100));
    render(<ConfusionMatrix data={moods} predictions={many} />);
    await user.click(cell(/^sad predicted as happy/));
    expect(await screen.findAllByRole('img')).toHaveLength(24);
    await user.click(screen.getByRole('button', { name: 'Show 6 more' }));
    expect(screen.getAllByRole('img')).toHaveLength(30);
    expect(screen.queryByRole('button', { name: /^Show/ })).toBeNull();
  });
});
