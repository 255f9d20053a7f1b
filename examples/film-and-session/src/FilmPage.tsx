import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles.css';

/** A page that takes a dropped film, and shows who had which expression when. */
export default function FilmPage() {
  return (
    <main>
      <h1>Expressions in a film</h1>
      <p>Drop a film here. It stays on your device.</p>
      <EmotionClassifier timeline sources={['file']} film={{ fps: 5, decoder: () => import('mediabunny') }} />
    </main>
  );
}
