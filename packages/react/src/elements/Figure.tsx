import { createContext, forwardRef, useContext, useId, type HTMLAttributes, type ReactNode } from 'react';
import type { CommonMessages } from '../messages/commonMessages';
import type { Messages } from '../messages/Messages';

/** Props that all components share: all attributes of a `<figure>`, among them `className`, `style` and `data-*`. */
export interface ViewProps extends Omit<HTMLAttributes<HTMLElement>, 'children' | 'onSelect'> {
  /** Heading of the figure; false hides it, and the figure keeps its accessible name. @default the component's name in words */
  readonly caption?: ReactNode;
  /** Level of the heading, 1 to 6. @default 2, and within another component one below its heading */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6 | undefined;
  /** Texts to replace in this component. @default those of the closest `MessagesProvider`, else English */
  readonly messages?: Partial<Messages> | undefined;
}

interface FigureProps extends Omit<ViewProps, 'messages'> {
  /** Texts of the component, which tell their language and direction. @default those of the page */
  readonly messages?: Pick<CommonMessages, 'locale' | 'direction'> | undefined;
  /** Name of the component in its CSS class. */
  readonly kind: string;
  /** Default caption, and the accessible name of a figure without one. */
  readonly name: string;
  /** Summary in a sentence, under the caption. */
  readonly summary?: ReactNode;
  /** Controls or a legend next to the caption. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** Level of the closest heading above. */
const LevelContext = /* @__PURE__ */ createContext(1);

/** The frame of all components: caption, summary, tools and content. */
export const Figure = /* @__PURE__ */ forwardRef<HTMLElement, FigureProps>(function Figure(
  { messages, kind, name, caption = name, headingLevel, summary, tools, className, children, ...attributes },
  ref,
) {
  const id = useId();
  const isCaptioned = caption !== false && caption !== null;
  const outer = useContext(LevelContext);
  const level = headingLevel ?? Math.min(6, outer + 1);
  const Heading = `h${level}` as 'h2';
  return (
    <figure
      {...(messages && messages.direction !== 'inherit' && { lang: messages.locale, dir: messages.direction })}
      aria-labelledby={isCaptioned ? id : undefined}
      aria-label={isCaptioned ? undefined : name}
      aria-describedby={summary ? `${id}s` : undefined}
      {...attributes}
      ref={ref}
      className={`ferkit ferkit-figure ferkit-${kind}${className ? ` ${className}` : ''}`}
    >
      {(isCaptioned || summary !== undefined || tools !== undefined) && (
        <figcaption className="ferkit-head">
          <div>
            {isCaptioned && (
              <Heading className="ferkit-title" id={id}>
                {caption}
              </Heading>
            )}
            {summary && (
              <p className="ferkit-summary" id={`${id}s`}>
                {summary}
              </p>
            )}
          </div>
          {tools}
        </figcaption>
      )}
      <LevelContext.Provider value={isCaptioned ? level : outer}>{children}</LevelContext.Provider>
    </figure>
  );
});
