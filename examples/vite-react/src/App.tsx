import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles/emotion-classifier.css';
import { useState } from 'react';

export default function App() {
  const [labels, setLabels] = useState<readonly string[]>([]);
  return (
    <main>
      <EmotionClassifier onResult={(faces) => setLabels(faces.map(({ label }) => label ?? 'unsure'))} />
      <p>Your own part of the page: {labels.join(', ') || 'no face yet'}</p>
    </main>
  );
}
