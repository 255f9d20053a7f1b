import { act, cleanup, render, screen } from '@testing-library/react';
import { Component, createElement, type ComponentType, type ReactElement, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isFerError } from '@ferkit/core';
import { buildConfusionView, ConfusionMatrix, EmotionClassifier, ScoresTable } from '@ferkit/react';
import { everyView } from './support/everyView';
import { wrongValues } from './support/wrongValues';

/** Props of each component besides those that its example has. */
const others: Readonly<Record<string, readonly string[]>> = {
  ConfusionMatrix: 'compareWith normalize order sort hideDiagonal scale margins interactive selected onSelect'.split(
    ' ',
  ),
  EmotionClassifier:
    'classifier model backend faces temperature threshold worker eager smoothing framesPerSecond onReady onResult onError sources source input camera mirror topK consent notice'.split(
      ' ',
    ),
  ExpressionTimeline: ['display', 'video', 'time', 'onSeek'],
  LabelDistribution: ['labels', 'unit'],
  PredictionGrid: ['topK'],
  RobustnessChart: ['metric', 'sort'],
  TeachingPanel:
    'labels faces model architecture backend options worker onFinish onError onEvent project projectName autoStart saveTo'.split(
      ' ',
    ),
  TrainingCurves: ['epochs'],
  TrainingPanel: 'data options model architecture backend worker onFinish onError onEvent saveTo'.split(' '),
};

interface BoundaryState {
  readonly error: Error | null;
}

/** Keeps an error of rendering, which would take a page away. */
class Boundary extends Component<
  { readonly children: ReactNode; readonly onCatch: (error: Error) => void },
  BoundaryState
> {
  override state: BoundaryState = { error: null };
  static getDerivedStateFromError(error: Error): BoundaryState {
    return { error };
  }
  override componentDidCatch(error: Error): void {
    this.props.onCatch(error);
  }
  override render(): ReactNode {
    return this.state.error === null ? this.props.children : null;
  }
}

let errors: Error[];
const draw = (element: ReactElement): HTMLElement =>
  render(<Boundary onCatch={(error) => errors.push(error)}>{element}</Boundary>).container;

beforeEach(() => {
  errors = [];
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** Waits for the check of a component that loads it after the first render. */
async function checked(name: string): Promise<void> {
  const load = {
    EmotionClassifier: () => import('#react/classifier/classifierProps'),
    ExpressionTimeline: () => import('#react/timeline/timelineProps'),
    TeachingPanel: () => import('#react/teaching/teachingProps'),
  }[name];
  await act(async () => {
    await load?.();
  });
}

const examples = everyView() as Readonly<Record<string, ReactElement<Record<string, unknown>, ComponentType>>>;
/** Components, without further states such as 'ConfusionMatrix of two'. */
const components = Object.keys(examples).filter((name) => !name.includes(' '));

describe.each(components)('<%s> with wrong props', (name) => {
  const { type, props } = examples[name]!;
  const names = [...new Set([...Object.keys(props), ...(others[name] ?? []), 'caption', 'messages'])];

  it.each(names)('%s of eight kinds: renders, or says in its place what is wrong', async (prop) => {
    for (const [kind, value] of Object.entries(wrongValues)) {
      draw(createElement(type, { ...props, [prop]: value } as never));
      const figures = await screen.findAllByRole('figure');
      await checked(name);
      expect(errors, `${prop}: ${kind}`).toEqual([]);
      expect(figures.length, `${prop}: ${kind}`).toBeGreaterThan(0);
      for (const alert of screen.queryAllByRole('alert'))
        expect(alert.textContent).not.toMatch(/TypeError|undefined is/);
      cleanup();
    }
  });

  it('a missing or a misspelt prop is named', async () => {
    const [first] = Object.keys(props);
    const required = first !== undefined && !['TeachingPanel', 'TrainingPanel'].includes(name);
    if (required) {
      draw(createElement(type, {} as never));
      expect(await screen.findByRole('alert')).toHaveTextContent(`the prop "${first}" of <${name}>`);
      cleanup();
    }
    const known = first ?? 'threshold';
    draw(createElement(type, { ...props, [`${known}s`]: 1 } as never));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      `<${name}> has no prop "${known}s". Did you mean "${known}"?`,
    );
  });

  it('attributes of elements pass through', async () => {
    draw(
      createElement(type, {
        ...props,
        id: 'it',
        lang: 'de',
        title: 'T',
        slot: 's',
        'data-x': 1,
        tabIndex: 0,
      } as never),
    );
    await checked(name);
    expect(screen.queryByRole('alert')).toBeNull();
    const [figure] = screen.getAllByRole('figure');
    expect(figure).toHaveAttribute('id', 'it');
    expect(figure).toHaveAttribute('slot', 's');
    expect(figure).toHaveAttribute('data-x', '1');
  });
});

describe('the error in place of a component', () => {
  it('says what was expected and what came, and goes when the prop is right', () => {
    const data = { labels: ['sad', 'happy'], counts: [[1, 2]] };
    const { rerender } = render(<ConfusionMatrix data={data} className="mine" />);
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Invalid value for the prop "data" of <ConfusionMatrix>: expected an evaluation report, or { labels, counts } with a row ' +
        'and a column of counts for each label, received an object with labels, counts.',
    );
    expect(screen.getByRole('figure')).toHaveClass('mine');
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining('Invalid value for the prop "data"'));
    rerender(
      <ConfusionMatrix
        data={{
          ...data,
          counts: [
            [1, 2],
            [3, 4],
          ],
        }}
        className="mine"
      />,
    );
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('grid')).toBeVisible();
  });

  it('names texts of the wrong type', () => {
    render(createElement(ScoresTable, { ...examples.ScoresTable!.props, messages: { label: 'sad' } } as never));
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Invalid value for the prop "messages.label" of <ScoresTable>: expected a function that gives the text, received "sad".',
    );
  });
});

it('buildConfusionView throws the same error', () => {
  for (const value of Object.values(wrongValues)) {
    try {
      buildConfusionView(value as never);
      throw new Error('accepted');
    } catch (error) {
      expect(isFerError(error, 'OPTION_INVALID')).toBe(true);
    }
  }
  expect(() => buildConfusionView({ labels: ['a'], counts: [[1]] }, { normalise: 'all' } as never)).toThrow(
    'buildConfusionView has no option "normalise". Did you mean "normalize"?',
  );
});

describe('a component that loads its check', () => {
  it('hands an error that no prop explains on to the page, and shows itself again with right props', async () => {
    const { rerender } = render(createElement(EmotionClassifier, { sources: 5 } as never));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Invalid value for the prop "sources" of <EmotionClassifier>: expected a list of "file", "url" and "webcam", received 5.',
    );
    rerender(<EmotionClassifier sources={['file']} />);
    expect(await screen.findByText(/choose a picture/i)).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    cleanup();

    // A getter that throws stands for a fault of the component itself.
    const thrown = new Error('a fault of the component');
    const messages = {
      get noFace(): string {
        throw thrown;
      },
    };
    draw(createElement(EmotionClassifier, { messages } as never));
    await vi.waitFor(() => expect(errors).toEqual([thrown]));
  });
});
