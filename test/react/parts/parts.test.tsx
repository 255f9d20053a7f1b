import { act, cleanup, render, screen } from '@testing-library/react';
import { type ComponentType, createElement, createRef, type ReactElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { CameraView, FaceBoxes, FaceCard, FaceCrop, MessagesProvider, ScoreBars } from '@ferkit/react';
import { de } from '@ferkit/react/locales/de';
import { makeFace } from '../../../stories/fixtures/fakeClassifier';
import { wrongValues } from '../support/wrongValues';

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

describe.each(Object.entries(parts))('%s with wrong props', (name, part) => {
  const { type, props } = part as ReactElement<Record<string, unknown>, ComponentType>;
  const own = {
    CameraView: 'facingMode deviceId width height autoStart mirror controls onVideo onError children className style',
    FaceBoxes: 'faces size mirror selection children className style',
    FaceCard: 'face number labels topK source size mirror live compact selection children className style',
    FaceCrop: 'face source size mirror className',
    ScoreBars: 'scores labels topK live children className style',
  }[name]!.split(' ');
  /** Renders, and waits for the check, which loads later. */
  const draw = async (changed: object): Promise<HTMLElement> => {
    const { container } = render(createElement(type, changed as never));
    await act(async () => {
      await import('#react/elements/partRules');
    });
    return container;
  };

  it.each([...own, 'messages'])('%s of eight kinds: renders, or says in its place what is wrong', async (prop) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    for (const [kind, value] of Object.entries(wrongValues)) {
      const container = await draw({ ...props, [prop]: value });
      expect(container.children, `${prop}: ${kind}`).toHaveLength(1);
      for (const alert of screen.queryAllByRole('alert')) {
        // A camera that starts has errors of its own.
        if (!(prop === 'autoStart' && value === true)) expect(alert.textContent).toContain(`the prop "${prop}`);
        expect(alert.textContent).not.toMatch(/TypeError|undefined is/);
      }
      cleanup();
    }
  });

  it('a missing or a misspelt prop is named', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const required = Object.keys(props)[0];
    if (required !== undefined) {
      await draw({});
      expect(screen.getByRole('alert')).toHaveTextContent(`the prop "${required}" of <${name}>`);
      cleanup();
    }
    await draw({ ...props, [`${own[0]!}s`]: 1 });
    expect(screen.getByRole('alert')).toHaveTextContent(
      `<${name}> has no prop "${own[0]!}s". Did you mean "${own[0]!}"?`,
    );
  });

  it('right props are no error, and the ref is the element', async () => {
    const ref = createRef<HTMLElement>();
    const container = await draw({ ...props, ref, id: 'it', 'data-x': 1 });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(ref.current).toBe(container.firstChild);
    expect(ref.current).toHaveAttribute('id', 'it');
  });
});
