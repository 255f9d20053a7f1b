import {
  type ForwardedRef,
  forwardRef,
  type ForwardRefExoticComponent,
  type PropsWithoutRef,
  type ReactElement,
  type RefAttributes,
} from 'react';
import { findFault } from './checkProps';
import { PropFault } from './PropFault';
import type { PropRule } from './propRules';

interface Guard {
  /** Name of the component. The name of its function is lost when a page is minified. */
  readonly name: string;
  /** Name of the component in its CSS class. */
  readonly kind: string;
  readonly props: Readonly<Record<string, PropRule>>;
  /** The default texts of the component. */
  readonly texts: object;
}

/**
 * Makes a component that shows an error in its place if it gets wrong props, which callers without types can pass: an exception
 * while rendering would take the whole page away.
 */
/* @__NO_SIDE_EFFECTS__ */
export function guardView<Props extends { readonly className?: string | undefined }>(
  { name, kind, props: table, texts }: Guard,
  render: (props: PropsWithoutRef<Props>, ref: ForwardedRef<HTMLElement>) => ReactElement,
): ForwardRefExoticComponent<PropsWithoutRef<Props> & RefAttributes<HTMLElement>> {
  const View = forwardRef(render);
  const Guarded = forwardRef<HTMLElement, Props>(function Guarded(props, ref) {
    const fault = findFault(`<${name}>`, props, table, texts);
    if (fault === undefined) return <View {...props} ref={ref} />;
    return <PropFault name={name} kind={kind} message={fault.message} className={props.className} figureRef={ref} />;
  });
  Guarded.displayName = name;
  return Guarded;
}
