// The types of `<ferkit-classifier>` in JSX of React 19.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { FerkitClassifier, FerkitClassifierAttributes, FerkitClassifierEvents } from './browserElement';

/** Props of `<ferkit-classifier>` in JSX: attributes, `input`, and listeners of its events. */
export interface FerkitClassifierProps
  extends
    Omit<DetailedHTMLProps<HTMLAttributes<FerkitClassifier>, FerkitClassifier>, keyof FerkitClassifierAttributes>,
    FerkitClassifierAttributes {
  input?: FerkitClassifier['input'];
  onready?: ((event: FerkitClassifierEvents['ready']) => void) | undefined;
  onresult?: ((event: FerkitClassifierEvents['result']) => void) | undefined;
  onerror?: ((event: FerkitClassifierEvents['error']) => void) | undefined;
}

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place where React looks for elements
  namespace JSX {
    interface IntrinsicElements {
      'ferkit-classifier': FerkitClassifierProps;
    }
  }
}
