import '@ferkit/react/styles/emotion-classifier.css';
import type { ReactNode } from 'react';

export const metadata = { title: 'Expressions', icons: { icon: 'data:,' } };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
