import type { Classification } from '@ferkit/core';
import type { ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { EmotionClassifier, type EmotionClassifierProps } from '../classifier/EmotionClassifier';
import { MessagesProvider } from '../messages/MessagesProvider';
import styles from '../styles/emotion-classifier.css?inline';

/** Attributes of `<ferkit-classifier>`, with the prop of `<EmotionClassifier>` that each sets. */
const attributes = {
  source: (value: string) => ({ source: value as NonNullable<EmotionClassifierProps['source']> }),
  sources: (value: string) => ({ sources: splitNames(value) as NonNullable<EmotionClassifierProps['sources']> }),
  model: (value: string) => ({ model: value }),
  backend: (value: string) => ({ backend: listOrName(value) as NonNullable<EmotionClassifierProps['backend']> }),
  faces: (value: string) => ({ faces: (value === 'false' ? false : value) as 'auto' | false }),
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

/** NaN for a text that is no number, which the check of props refuses and tells. */
const toNumber = (value: string): number => (value.trim() === '' ? NaN : Number(value));

/** The events of {@link FerkitClassifier}. */
export interface FerkitClassifierEvents {
  /** Faces with their labels and scores, of each picture and each frame. */
  readonly result: CustomEvent<readonly Classification[]>;
  /** A picture, model, camera or backend that failed. */
  readonly error: CustomEvent<Error>;
}

/**
 * `<ferkit-classifier>`: the classifier as a custom element, for pages without React and without a bundler. Its attributes are `source`,
 * `sources`, `model`, `backend`, `faces`, `temperature`, `threshold`, `smoothing`, `top-k`, `consent` and `notice`, as the props of
 * `<EmotionClassifier>`, and `locale` and `theme` (`light` or `dark`). Colours are the same CSS variables, such as `--ferkit-accent`.
 * Wrong values are told in its place. It dispatches `result` and `error`, see {@link FerkitClassifierEvents}.
 *
 * @example
 * ```html
 * <script type="module" src="https://cdn.jsdelivr.net/npm/@ferkit/core/dist/browser/ferkit-classifier.js"></script>
 * <ferkit-classifier sources="file webcam" threshold="0.5" locale="de"></ferkit-classifier>
 * ```
 */
export class FerkitClassifier extends HTMLElement {
  static readonly observedAttributes: readonly string[] = [...Object.keys(attributes), 'locale'];

  #root: Root | undefined;
  #input: EmotionClassifierProps['input'];
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
    this.#root = createRoot(this.shadowRoot ?? this.#createShadow());
    this.#render();
  }

  disconnectedCallback(): void {
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
          onResult={this.#onResult}
          onError={this.#onError}
        />
      </MessagesProvider>
    );
  }

  #tell(type: keyof FerkitClassifierEvents, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ferkit-classifier': FerkitClassifier;
  }
}
