import { act, render, screen } from '@testing-library/react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfusionMatrix, MessagesProvider, ScoresTable } from '@ferkit/react';
import { de } from '@ferkit/react/locales/de';
import { moods } from '../support/confusions';
import { sixSamples } from '../support/report';

afterEach(() => vi.restoreAllMocks());

const figure = (): HTMLElement => screen.getByRole('figure');

describe('MessagesProvider with a locale', () => {
  it('shows its texts, and tells language and direction', async () => {
    render(
      <MessagesProvider locale="de">
        <ConfusionMatrix data={moods} />
      </MessagesProvider>,
    );
    expect(await screen.findByText('Konfusionsmatrix')).toBeVisible();
    expect(figure()).toHaveAttribute('lang', 'de');
    expect(figure()).toHaveAttribute('dir', 'ltr');
  });

  it('has its texts at once when they were loaded before', () => {
    render(
      <MessagesProvider locale="de">
        <ConfusionMatrix data={moods} />
      </MessagesProvider>,
    );
    expect(screen.getByText('Konfusionsmatrix')).toBeVisible();
  });

  it('takes single texts on top, of the provider, of one inside and of the component', async () => {
    render(
      <MessagesProvider locale="de" messages={{ recall: 'Sensitivität' }}>
        <MessagesProvider messages={{ precision: 'Relevanz' }}>
          <ScoresTable data={sixSamples()} messages={{ support: 'n' }} />
        </MessagesProvider>
      </MessagesProvider>,
    );
    await screen.findByText('Werte pro Label');
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      'Label',
      'Relevanz',
      'Sensitivität',
      'F1',
      'n',
    ]);
  });

  it('returns to English inside another language', async () => {
    render(
      <MessagesProvider messages={de}>
        <MessagesProvider locale="en-GB">
          <ConfusionMatrix data={moods} />
        </MessagesProvider>
      </MessagesProvider>,
    );
    expect(await screen.findByText('Confusion matrix')).toBeVisible();
    expect(figure()).toHaveAttribute('lang', 'en-GB');
  });

  it('stays English for an unknown language, which the console tells once', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const page = (
      <MessagesProvider locale="sv">
        <ConfusionMatrix data={moods} />
      </MessagesProvider>
    );
    render(page).unmount();
    render(page);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
    expect(String(warn.mock.calls[0]![1])).toContain('no texts for the locale "sv"');
    expect(screen.getByText('Confusion matrix')).toBeVisible();
    expect(figure()).not.toHaveAttribute('lang');
  });

  it('keeps the texts of one language until those of the next are loaded', async () => {
    const page = (locale: string) => (
      <MessagesProvider locale={locale}>
        <ConfusionMatrix data={moods} />
      </MessagesProvider>
    );
    const { rerender } = render(page('de'));
    rerender(page('de-AT'));
    expect(screen.getByText('Konfusionsmatrix')).toBeVisible();
    await vi.waitFor(() => expect(figure()).toHaveAttribute('lang', 'de-AT'));
  });

  it('hydrates a page of a server in English, then changes to the language', async () => {
    const consoleError = vi.spyOn(console, 'error');
    const page = (
      <MessagesProvider locale="de">
        <ConfusionMatrix data={moods} />
      </MessagesProvider>
    );
    const container = document.createElement('div');
    document.body.append(container);
    container.innerHTML = renderToString(page);
    expect(container).toHaveTextContent('Confusion matrix');
    const root = await act(() => Promise.resolve(hydrateRoot(container, page)));
    await screen.findByText('Konfusionsmatrix');
    expect(consoleError).not.toHaveBeenCalled();
    act(() => root.unmount());
    container.remove();
  });
});

describe('texts at hand', () => {
  it('render on a server', () => {
    const html = renderToString(
      <MessagesProvider messages={de}>
        <ConfusionMatrix data={moods} />
      </MessagesProvider>,
    );
    expect(html).toContain('Konfusionsmatrix');
    expect(html).toContain('lang="de"');
  });

  it('leave language and direction to the attributes of the component', () => {
    render(<ConfusionMatrix data={moods} messages={de} dir="rtl" lang="de-AT" />);
    expect(figure()).toHaveAttribute('dir', 'rtl');
    expect(figure()).toHaveAttribute('lang', 'de-AT');
  });
});
