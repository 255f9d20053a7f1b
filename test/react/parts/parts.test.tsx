import { act, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { CameraView, FaceBoxes, FaceCard, FaceCrop, MessagesProvider, ScoreBars } from '@ferkit/react';
import { de } from '@ferkit/react/locales/de';
import { makeFace } from '../../../stories/fixtures/fakeClassifier';

const happy = makeFace('happy', 0.87);
const unsure = { ...makeFace('sad', 0.31), label: null };
const canvas = document.createElement('canvas');

const parts: Readonly<Record<string, ReactElement>> = {
  CameraView: <CameraView />,
  FaceBoxes: <FaceBoxes faces={[happy]} size={{ width: 480, height: 360 }} />,
  FaceCard: <FaceCard face={happy} number={2} />,
  FaceCrop: <FaceCrop face={happy} source={canvas} />,
  ScoreBars: <ScoreBars scores={happy.scores} />,
};

it.each(Object.entries(parts))('%s renders on a server and hydrates without a warning', async (_, part) => {
  const consoleError = vi.spyOn(console, 'error');
  const container = document.createElement('div');
  container.innerHTML = renderToString(part);
  const root = await act(() => Promise.resolve(hydrateRoot(container, part)));
  expect(consoleError).not.toHaveBeenCalled();
  act(() => root.unmount());
});

describe('class, style and content depend on the state', () => {
  const card = (face: typeof happy | typeof unsure): ReactElement => (
    <FaceCard
      face={face}
      className={({ isUncertain }) => (isUncertain ? 'unsure' : 'sure')}
      style={({ isUncertain }) => ({ opacity: isUncertain ? 0.5 : 1 })}
    >
      {({ name, text, defaultChildren }) => (
        <>
          <p>{`${name}: ${text}`}</p>
          {defaultChildren}
        </>
      )}
    </FaceCard>
  );

  it('of a card, beside its own content', () => {
    const { container, rerender } = render(card(happy));
    expect(container.firstChild).toHaveClass('ferkit-face', 'sure');
    expect(screen.getByText('happy: 87.0%')).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(7);
    rerender(card(unsure));
    expect(container.firstChild).toHaveClass('unsure');
    expect(container.firstChild).toHaveStyle({ opacity: '0.5' });
    expect(screen.getByText('Uncertain: 31.0%')).toBeVisible();
  });

  it('of each bar', () => {
    render(
      <ScoreBars scores={happy.scores} topK={2}>
        {({ name, isTop, defaultChildren }) => <div title={isTop ? `best: ${name}` : undefined}>{defaultChildren}</div>}
      </ScoreBars>,
    );
    expect(screen.getByTitle('best: happy')).toHaveTextContent('happy87.0%');
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('of the camera, in place of its start button too', () => {
    render(<CameraView>{({ status, start }) => <button onClick={start}>{`Film (${status})`}</button>}</CameraView>);
    expect(screen.getByRole('button')).toHaveTextContent('Film (off)');
  });

  it('of a tag', () => {
    render(
      <FaceBoxes faces={[happy, unsure]} size={{ width: 480, height: 360 }}>
        {({ number, isUncertain }) => <b>{isUncertain ? '?' : `#${number}`}</b>}
      </FaceBoxes>,
    );
    expect([screen.getByText('#1'), screen.getByText('?')]).toHaveLength(2);
  });
});

it('keeps the order of the labels where it is given', () => {
  const { container } = render(<ScoreBars scores={happy.scores} labels={['sad', 'happy']} />);
  expect([...container.querySelectorAll('li > span:first-child')].map(({ textContent }) => textContent)).toEqual([
    'sad',
    'happy',
  ]);
});

it('speaks the language of the page', () => {
  const { container } = render(
    <MessagesProvider messages={de}>
      <FaceCard face={happy} number={2} />
    </MessagesProvider>,
  );
  expect(screen.getByText('Gesicht 2')).toBeVisible();
  expect(container.firstChild).toHaveAttribute('lang', 'de');
});
