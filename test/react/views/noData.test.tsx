import { render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { describe, expect, it } from 'vitest';
import { LabelDistribution, PredictionGrid, ReliabilityDiagram, TrainingCurves, type ViewProps } from '@ferkit/react';

const empty = { from: 0, to: 1, count: 0, confidence: 0, accuracy: 0 };

const views: Readonly<Record<string, (messages?: ViewProps['messages']) => ReactElement>> = {
  LabelDistribution: (messages) => <LabelDistribution series={[]} messages={messages} />,
  PredictionGrid: (messages) => <PredictionGrid predictions={[]} messages={messages} />,
  ReliabilityDiagram: (messages) => <ReliabilityDiagram data={{ reliability: [empty] }} messages={messages} />,
};

describe('a view without data', () => {
  it.each(Object.entries(views))('says so under its heading, in the words that it is given: %s', (_, draw) => {
    const { rerender } = render(draw());
    expect(screen.getByRole('figure')).toHaveAccessibleDescription('No data');
    rerender(draw({ noData: 'Nichts da' }));
    expect(screen.getByRole('figure')).toHaveAccessibleDescription('Nichts da');
  });

  it('names both charts of a training that has not begun, without numbers', () => {
    render(<TrainingCurves history={[]} epochs={10} />);
    const names = screen.getAllByRole('img').map((chart) => chart.getAttribute('aria-label') ?? '');
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(name).toContain('No data');
      expect(name).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it.each(['NaN', 'Infinity'])('draws nothing from %s', (word) => {
    const { container } = render(
      <>
        <LabelDistribution series={[{ name: 'Test', counts: {} }]} labels={['happy']} unit="share" />
        <ReliabilityDiagram data={{ reliability: [empty] }} />
        <TrainingCurves history={[]} />
      </>,
    );
    expect(container.innerHTML).not.toContain(word);
  });
});
