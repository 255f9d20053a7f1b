import type { CSSProperties, HTMLAttributes, ReactNode } from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import type { Messages } from '../messages/Messages';

/** Props that all parts share: attributes of their element. Class, style and content can be functions of the part's state. */
export interface PartProps<State> extends Omit<
  HTMLAttributes<HTMLElement>,
  'children' | 'className' | 'style' | 'onError'
> {
  /** Class besides those of the part, or a function of the state that gives it. @default none */
  readonly className?: string | ((state: State) => string) | undefined;
  /** Inline style, or a function of the state that gives it. @default none */
  readonly style?: CSSProperties | ((state: State) => CSSProperties) | undefined;
  /** Content in place of the part's own, or a function of the state that renders it. @default the part's own content */
  readonly children?: ReactNode | ((state: State & DefaultContent) => ReactNode);
  /** Texts to replace in this part. @default those of the closest `MessagesProvider`, else English */
  readonly messages?: Partial<Messages> | undefined;
}

/** The content that a part has without `children`, for functions that wrap it. */
export interface DefaultContent {
  readonly defaultChildren: ReactNode;
}

interface Part<State> {
  /** Name of the part in its CSS class. */
  readonly kind: string;
  readonly state: State;
  /** Texts of the part, which tell their language and direction once they are not English. */
  readonly messages: object;
  readonly content?: ReactNode;
}

/** Class, style, language and content of a part, from its props and its state. */
export function renderPart<State>(
  { className, style, children }: Pick<PartProps<State>, 'className' | 'style' | 'children'>,
  { kind, state, messages, content }: Part<State>,
): HTMLAttributes<HTMLElement> {
  const { locale, direction = 'inherit' } = messages as Partial<CommonMessages>;
  const given = typeof className === 'function' ? className(state) : className;
  return {
    className: `ferkit ferkit-${kind}${given ? ` ${given}` : ''}`,
    style: typeof style === 'function' ? style(state) : style,
    children: typeof children === 'function' ? children({ ...state, defaultChildren: content }) : (children ?? content),
    ...(direction !== 'inherit' && { lang: locale, dir: direction }),
  };
}
