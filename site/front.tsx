import './front.css';

/** Mounts the demo. Its modules are a chunk of their own. */
async function start(): Promise<void> {
  const [{ createRoot }, { Demo }] = await Promise.all([import('react-dom/client'), import('./Demo')]);
  const place = document.querySelector<HTMLElement>('#demo')!;
  const pictures = JSON.parse(place.dataset.pictures!) as Parameters<typeof Demo>[0]['pictures'];
  createRoot(place).render(<Demo pictures={pictures} folder="assets/faces/" />);
}

// The page is read and scrolled before React and the engine take processor and network. Safari has no requestIdleCallback.
const whenIdle = (): unknown =>
  'requestIdleCallback' in globalThis ? requestIdleCallback(() => void start()) : setTimeout(() => void start(), 200);
if (document.readyState === 'complete') whenIdle();
else addEventListener('load', whenIdle, { once: true });
