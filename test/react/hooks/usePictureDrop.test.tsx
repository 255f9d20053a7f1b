import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { DroppedPicture } from '#react/hooks/readDrop';
import { usePictureDrop } from '#react/hooks/usePictureDrop';

function Target({ onPictures }: { readonly onPictures: (pictures: readonly DroppedPicture[]) => void }) {
  const { handlers } = usePictureDrop(onPictures);
  return <div data-testid="target" {...handlers} />;
}

/** The data that a browser gives for a drag from a page. */
const dragged = (data: Readonly<Record<string, string>>) => ({
  files: [],
  items: [],
  types: Object.keys(data),
  getData: (type: string) => data[type] ?? '',
});

const image = 'https://images.example/face.jpg';

test.each([
  ['a picture', { 'text/uri-list': image, 'text/html': `<img src="${image}">` }, image],
  [
    'a picture that is a link',
    { 'text/uri-list': 'https://page.example/', 'text/html': `<a><img src="${image}"></a>` },
    image,
  ],
  ['a link', { 'text/uri-list': `# comment\r\n${image}` }, image],
  ['an embedded picture', { 'text/uri-list': 'data:image/png;base64,AAAA' }, 'data:image/png;base64,AAAA'],
])('%s of another page is taken by its address', async (_, data, address) => {
  const onPictures = vi.fn();
  render(<Target onPictures={onPictures} />);
  const target = screen.getByTestId('target');
  // False means that the default action, which leaves the page, is prevented.
  expect(fireEvent.dragOver(target, { dataTransfer: dragged(data) })).toBe(false);
  expect(fireEvent.drop(target, { dataTransfer: dragged(data) })).toBe(false);
  await waitFor(() => expect(onPictures).toHaveBeenCalledExactlyOnceWith([address]));
});

test('text is left to the browser', () => {
  const onPictures = vi.fn();
  render(<Target onPictures={onPictures} />);
  expect(fireEvent.drop(screen.getByTestId('target'), { dataTransfer: dragged({ 'text/plain': 'hello' }) })).toBe(true);
  expect(onPictures).not.toHaveBeenCalled();
});

test('a script is not taken, and the picture that follows is', async () => {
  const onPictures = vi.fn();
  render(<Target onPictures={onPictures} />);
  const target = screen.getByTestId('target');
  fireEvent.drop(target, { dataTransfer: dragged({ 'text/uri-list': 'javascript:alert(1)' }) });
  fireEvent.drop(target, { dataTransfer: dragged({ 'text/uri-list': image }) });
  await waitFor(() => expect(onPictures).toHaveBeenCalledExactlyOnceWith([image]));
});
