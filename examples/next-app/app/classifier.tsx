'use client';
// Functions such as onResult cannot be passed from a component of the server.
import { EmotionClassifier } from '@ferkit/react';
import { useState } from 'react';

export function Classifier() {
  const [labels, setLabels] = useState<readonly string[]>([]);
  return (
    <>
      <EmotionClassifier onResult={(faces) => setLabels(faces.map(({ label }) => label ?? 'unsure'))} />
      <p>{labels.join(', ')}</p>
    </>
  );
}
