import { addons } from 'storybook/manager-api';
import { create } from 'storybook/theming';

addons.setConfig({
  theme: create({
    base: 'light',
    brandTitle: 'ferkit',
    brandTarget: '_self',
    fontBase: 'system-ui, "Segoe UI", Roboto, sans-serif',
    fontCode: 'ui-monospace, Menlo, Consolas, monospace',
    colorPrimary: '#1f6cc4',
    colorSecondary: '#1f6cc4',
    appBorderRadius: 8,
  }),
});
