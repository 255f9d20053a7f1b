import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { deferView } from '#react/elements/deferView';

const Greeting = ({ name }: { readonly name: string }): ReactElement => <p>Hello {name}</p>;

it('renders nothing while it loads, then the view with its latest props', async () => {
  let arrive: (view: typeof Greeting) => void = () => undefined;
  const Later = deferView(
    () =>
      new Promise<typeof Greeting>((resolve) => {
        arrive = resolve;
      }),
  );
  const { container, rerender } = render(<Later name="Ada" />);
  expect(container).toBeEmptyDOMElement();
  rerender(<Later name="Grace" />);
  arrive(Greeting);
  expect(await screen.findByText('Hello Grace')).toBeInTheDocument();
});

it('renders a prepared view at once, and loads it only once', async () => {
  let loads = 0;
  const Later = deferView(() => {
    loads++;
    return Promise.resolve(Greeting);
  });
  void Later.prepare();
  await Promise.resolve();
  await Promise.resolve();
  render(
    <StrictMode>
      <Later name="Ada" />
    </StrictMode>,
  );
  expect(screen.getByText('Hello Ada')).toBeInTheDocument();
  expect(loads).toBe(1);
});

it('reports that the code cannot be loaded, and retries', async () => {
  let isOnline = false;
  const Later = deferView(() => (isOnline ? Promise.resolve(Greeting) : Promise.reject(new Error('offline'))));
  void Later.prepare();
  render(<Later name="Ada" />);
  expect(await screen.findByRole('alert')).toHaveTextContent('Something went wrong.');
  expect(screen.getByText('offline')).toBeInTheDocument();
  isOnline = true;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Hello Ada')).toBeInTheDocument();
});

it('renders nothing on a server', () => {
  const Later = deferView(() => Promise.resolve(Greeting));
  expect(renderToString(<Later name="Ada" />)).toBe('');
});
