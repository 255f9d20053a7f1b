/** A page of React that classifies a drawn face, and tells in which thread. It shows the states of loading as a visitor meets them. */
export const placeProgram = `
import { createSyntheticFaces } from '@ferkit/core/datasets';
import { useEmotionClassifier } from '@ferkit/react';
import { createElement, StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

const image = createSyntheticFaces({ count: 7 }).image(3);

function Place() {
  const { status, runsIn, workerError, faces, error, classify } = useEmotionClassifier({ backend: 'wasm' });
  useEffect(() => classify(image), [classify]);
  useEffect(() => {
    if (faces === null && status !== 'error') return;
    const found = { runsIn, faces: faces?.length ?? null, code: workerError?.code ?? null, error: error?.message ?? null };
    document.body.dataset.result = JSON.stringify(found);
  });
  return status;
}

const root = document.createElement('main');
document.body.append(root);
createRoot(root).render(createElement(StrictMode, null, createElement(Place)));
`;
