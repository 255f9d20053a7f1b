import { LOCALES, MessagesProvider } from '@ferkit/react';
import '@ferkit/react/styles.css';
import { provideWorker } from '#core/worker/ownWorker';
import type { Decorator, Preview } from '@storybook/react-vite';
import { StrictMode } from 'react';
import './preview.css';
import { chooseControls, describeComponent } from './propTables';

// The sources have no built worker.
provideWorker(() => new Worker(new URL('../fixtures/ferkit.worker.ts', import.meta.url), { type: 'module' }));

/** Renders a story in React's strict mode with the theme, language and text direction of the toolbar. */
const withPage: Decorator = (Story, { globals }) => {
  const { theme, direction, locale } = globals as { theme: string; direction: string; locale: string };
  return (
    <StrictMode>
      <div className="page" dir={direction} data-theme={theme === 'system' ? undefined : theme}>
        {locale === 'en' ? (
          <Story />
        ) : (
          <MessagesProvider locale={locale}>
            <Story />
          </MessagesProvider>
        )}
      </div>
    </StrictMode>
  );
};

const preview: Preview = {
  decorators: [withPage],
  argTypesEnhancers: [chooseControls],
  globalTypes: {
    theme: {
      description: 'Theme',
      toolbar: { title: 'Theme', icon: 'contrast', items: ['system', 'light', 'dark'], dynamicTitle: true },
    },
    locale: {
      description: 'Language',
      toolbar: { title: 'Language', icon: 'globe', items: [...LOCALES], dynamicTitle: true },
    },
    direction: {
      description: 'Text direction',
      toolbar: { title: 'Direction', icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
  },
  initialGlobals: { theme: 'light', locale: 'en', direction: 'ltr' },
  parameters: {
    // Elements that pass are not listed: of large tables the list has 18 MB.
    a11y: { test: 'error', options: { resultTypes: ['violations', 'incomplete'] } },
    layout: 'fullscreen',
    backgrounds: { disable: true },
    controls: { expanded: true },
    docs: { extractComponentDescription: describeComponent },
    options: {
      storySort: {
        order: [
          'Start',
          'Guides',
          ['Compose your own', '*'],
          'Components',
          ['EmotionClassifier', 'Parts', '*'],
          'Live',
        ],
      },
    },
  },
};

export default preview;
