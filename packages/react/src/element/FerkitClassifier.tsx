import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { EmotionClassifier, type EmotionClassifierProps } from '../classifier/EmotionClassifier';
import type { PlacedClassifier } from '../classifier/loadClassifier';
import { MessagesProvider } from '../messages/MessagesProvider';
import styles from '../styles/emotion-classifier.css?inline';

/** Attributes of `<ferkit-classifier>`, with the prop of `<EmotionClassifier>` that each sets. */
const attributes = {
  source: (value: string) => ({ source: value as NonNullable<EmotionClassifierProps['source']> }),
  sources: (value: string) => ({ sources: splitNames(value) as NonNullable<EmotionClassifierProps['sources']> }),
  model: (value: string) => ({ model: value }),
  backend: (value: string) => ({ backend: listOrName(value) as NonNullable<EmotionClassifierProps['backend']> }),
  faces: (value: string) => ({ faces: (value === 'false' ? false : value) as 'auto' | false }),
  worker: (value: string) => ({ worker: toFlag(value) }),
  eager: (value: string) => ({ eager: toFlag(value) }),
  temperature: (value: string) => ({ temperature: toNumber(value) }),
  threshold: (value: string) => ({ threshold: toNumber(value) }),
  smoothing: (value: string) => ({ smoothing: toNumber(value) }),
  'top-k': (value: string) => ({ topK: toNumber(value) }),
  consent: (value: string) => ({ consent: value }),
  notice: (value: string) => ({ notice: value }),
} as const satisfies Readonly<Record<string, (value: string) => Partial<EmotionClassifierProps>>>;

const splitNames = (value: string): readonly string[] => value.split(/[\s,]+/).filter((name) => name !== '');

function listOrName(value: string): string | readonly string[] {
  const names = splitNames(value);
  return names.length === 1 ? names[0]! : names;
}

/** True for an attribute without a value; other texts are left as they are, for the check of props to refuse. */
const toFlag = (value: string): boolean =>
  value === '' || value === 'true' ? true : value === 'false' ? false : (value as never);

/** NaN for a text that is no number, which the check of props refuses and tells. */
const toNumber = (value: string): number => (value.trim() === '' ? NaN : Number(value));

/** Parts that pages style, by the elements that have them. */
const parts = {
  frame: '.ferkit-figure',
  title: '.ferkit-title',
  sources: '.ferkit-group',
  button: 'button',
  stage: '.ferkit-stage',
  empty: '.ferkit-empty',
  picture: '.ferkit-picture',
  box: '.ferkit-boxes > div',
  tag: '.ferkit-boxes > div > div',
  results: '.ferkit-results',
  loading: '.ferkit-loading',
  face: '.ferkit-face',
  expression: '.ferkit-expression',
  score: '.ferkit-score',
  bar: '.ferkit-score > i',
  note: '.ferkit-note',
  error: '.ferkit-error',
  consent: '.ferkit-consent',
  notice: '.ferkit-notice',
} as const;

/** Names the parts of what was drawn. */
function nameParts(shadow: ShadowRoot): void {
  for (const [name, selector] of Object.entries(parts)) {
    for (const element of shadow.querySelectorAll(`${selector}:not([part])`)) element.setAttribute('part', name);
  }
}

/** `<ferkit-classifier>`. Its contract, with attributes and events, is that of `@ferkit/core/browser/element`. */
export class FerkitClassifier extends HTMLElement {
  static readonly observedAttributes: readonly string[] = [...Object.keys(attributes), 'locale'];

  #root: Root | undefined;
  #observer: MutationObserver | undefined;
  #input: EmotionClassifierProps['input'];
  readonly #onReady = (placed: PlacedClassifier): void => this.#tell('ready', placed);
  readonly #onResult = (faces: readonly Classification[]): void => this.#tell('result', faces);
  readonly #onError = (error: Error): void => this.#tell('error', error);

  /** Picture to classify, or video or canvas element to follow, in place of the visitor's choice. */
  get input(): EmotionClassifierProps['input'] {
    return this.#input;
  }
  set input(input: EmotionClassifierProps['input']) {
    this.#input = input;
    this.#render();
  }

  connectedCallback(): void {
    // A property that was set before the element was defined hides the accessor.
    if (Object.hasOwn(this, 'input')) {
      const { input } = this;
      Reflect.deleteProperty(this, 'input');
      this.#input = input;
    }
    const shadow = this.shadowRoot ?? this.#createShadow();
    this.#observer = new MutationObserver(() => nameParts(shadow));
    this.#observer.observe(shadow, { childList: true, subtree: true });
    this.#root = createRoot(shadow);
    this.#render();
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.#root?.unmount();
    this.#root = undefined;
  }

  attributeChangedCallback(): void {
    this.#render();
  }

  #createShadow(): ShadowRoot {
    const shadow = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    // The root of the styles is the element, and its attribute the theme.
    sheet.replaceSync(
      `${styles.replaceAll(':root', ':host').replace(/\[data-theme=['"]?(\w+)['"]?\]/g, ":host([theme='$1'])")}
      :host { display: block; } :host([hidden]) { display: none; }`,
    );
    shadow.adoptedStyleSheets = [sheet];
    return shadow;
  }

  #render(): void {
    this.#root?.render(this.#draw());
  }

  #draw(): ReactElement {
    const given = Object.entries(attributes).flatMap(([name, read]) => {
      const value = this.getAttribute(name);
      return value === null ? [] : Object.entries(read(value));
    });
    return (
      <MessagesProvider locale={this.getAttribute('locale') ?? undefined}>
        <EmotionClassifier
          {...Object.fromEntries(given)}
          input={this.#input}
          onReady={this.#onReady}
          onResult={this.#onResult}
          onError={this.#onError}
        />
      </MessagesProvider>
    );
  }

  #tell(type: 'ready' | 'result' | 'error', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
