import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import storybook from 'eslint-plugin-storybook';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['**/*.generated{,.d}.ts', '**/dist/', '**/coverage/', '**/node_modules/', '.cache/', 'runs/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true },
    },
    rules: {
      // Reading typed arrays in bounds is what this code does all day; noUncheckedIndexedAccess keeps the others honest.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // tfjs hands out variables typed as the tensors they extend.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-properties': [
        'error',
        { property: 'dataSync', message: 'Blocks, and goes through a canvas on WebGPU: await data() instead.' },
        { property: 'arraySync', message: 'Blocks, and goes through a canvas on WebGPU: await array() instead.' },
      ],
    },
  },
  { files: ['packages/react/**', 'site/**', 'stories/**', 'test/react/**'], ...reactHooks.configs.flat.recommended },
  storybook.configs['flat/recommended'],
  {
    files: ['**/*.{js,mjs}'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false },
      globals: {
        Buffer: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
  {
    files: ['examples/browser-extension/*.js'],
    languageOptions: { globals: { chrome: 'readonly', document: 'readonly' } },
  },
);
