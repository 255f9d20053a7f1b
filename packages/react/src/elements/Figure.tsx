import { forwardRef, useId, type HTMLAttributes, type ReactNode } from 'react';
import type { Messages } from '../messages/Messages';

/** What every view takes beside its data: any attribute of a `<figure>`, `ref`, `className`, `style` and `data-*` among them. */
export interface ViewProps extends Omit<HTMLAttributes<HTMLElement>, 'children' | 'onSelect'> {
  /** The heading; null leaves it out of sight. */
  readonly caption?: ReactNode;
  readonly messages?: Partial<Messages> | undefined;
}

interface FigureProps extends Omit<ViewProps, 'messages'> {
  /** Which view it is; part of the class name. */
  readonly kind: string;
  /** What the figure is called where its caption is left out of sight. */
  readonly name: string;
  /** The whole in a sentence, under the caption. */
  readonly summary?: ReactNode;
  /** Stands beside the caption. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The frame that all views share: heading, summary, tools, content. */
export const Figure = /* @__PURE__ */ forwardRef<HTMLElement, FigureProps>(function Figure(
  { kind, name, caption = name, summary, tools, className, children, ...rest },
  ref,
) {
  const id = useId();
  return (
    <figure
      aria-labelledby={caption === null ? undefined : id}
      aria-label={caption === null ? name : undefined}
      aria-describedby={summary ? `${id}s` : undefined}
      {...rest}
      ref={ref}
      className={`ferkit ferkit-${kind}${className ? ` ${className}` : ''}`}
    >
      {(caption !== null || summary !== undefined || tools !== undefined) && (
        <figcaption className="ferkit-head">
          <div>
            {caption !== null && (
              <div className="ferkit-title" id={id}>
                {caption}
              </div>
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
      {children}
    </figure>
  );
});
