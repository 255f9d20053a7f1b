import './page.css';

/** Path from this page to the root of the site, which may be any folder of a host. */
const base = document.querySelector<HTMLScriptElement>('script[data-base]')!.dataset.base!;
const root = document.documentElement;

document.querySelector('[data-theme-switch]')!.addEventListener('click', () => {
  const isDark =
    root.dataset.theme === 'dark' || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // Without storage the choice holds for this page.
  }
});

for (const block of document.querySelectorAll<HTMLElement>('.code')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(block.querySelector('pre')!.innerText).then(() => {
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
  });
  block.append(button);
}

document.querySelector('nav.side [aria-current]')?.scrollIntoView({ block: 'nearest' });

const dialog = document.querySelector<HTMLDialogElement>('dialog.search')!;

function openSearch(): void {
  if (dialog.open) return;
  dialog.showModal();
  // Pages that nobody searches load no index.
  void import('./search').then(({ startSearch }) => startSearch(dialog, base));
}

document.querySelector('[data-open-search]')!.addEventListener('click', openSearch);
document.addEventListener('keydown', (event) => {
  const isTyping =
    event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]');
  if ((event.key === '/' && !isTyping) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    openSearch();
  }
});
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
