import MiniSearch from 'minisearch';
import { searchOptions, type SearchEntry } from './searchOptions.mjs';

const MOST_RESULTS = 12;
let started: Promise<void> | undefined;

/** Fills the dialog with results while a visitor types. The index is loaded once. */
export function startSearch(dialog: HTMLDialogElement, base: string): Promise<void> {
  return (started ??= load(dialog, base).catch((error: unknown) => {
    started = undefined;
    dialog.querySelector('p')!.textContent = `The index cannot be loaded: ${String(error)}`;
  }));
}

async function load(dialog: HTMLDialogElement, base: string): Promise<void> {
  const [input, list, status] = [
    dialog.querySelector('input')!,
    dialog.querySelector('ul')!,
    dialog.querySelector('p')!,
  ];
  status.textContent = 'Loading the index …';
  const response = await fetch(`${base}search.json`);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const index = MiniSearch.loadJSON<SearchEntry>(await response.text(), searchOptions);
  const show = (): void => {
    const query = input.value.trim();
    const results = query === '' ? [] : index.search(query).slice(0, MOST_RESULTS);
    list.replaceChildren(
      ...results.map((result) => {
        const { page, title, group, excerpt } = result as unknown as SearchEntry;
        const item = document.createElement('li');
        const link = Object.assign(document.createElement('a'), { href: base + page });
        for (const [name, text] of [
          ['b', title],
          ['small', group],
          ['span', excerpt],
        ] as const) {
          link.append(Object.assign(document.createElement(name), { textContent: text }));
        }
        item.append(link);
        return item;
      }),
    );
    status.textContent =
      query === '' ? '' : results.length === 0 ? `Nothing has “${query}”.` : `${results.length} results`;
  };
  input.addEventListener('input', show);
  dialog.addEventListener('keydown', (event) => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === 'ArrowDown') links[at + 1]?.focus();
    else if (event.key === 'ArrowUp') (links[at - 1] ?? input).focus();
    else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
    else return;
    event.preventDefault();
  });
  // A link into the page that is open leaves the dialog.
  list.addEventListener('click', () => dialog.close());
  show();
}
