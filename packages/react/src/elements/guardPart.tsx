import type { ForwardedRef, ForwardRefExoticComponent, PropsWithoutRef, ReactElement, RefAttributes } from 'react';
import { guardLazily, type PropsCheck } from './guardLazily';

type PartRules = typeof import('./partRules');

/** Guards a part as `guardLazily` does a large component: an error stands in the place of a part with wrong props. */
/* @__NO_SIDE_EFFECTS__ */
export function guardPart<Props extends { readonly className?: unknown }, Root extends HTMLElement>(
  name: string,
  choose: (rules: PartRules) => PropsCheck['findPropFault'],
  render: (props: PropsWithoutRef<Props>, ref: ForwardedRef<Root>) => ReactElement,
): ForwardRefExoticComponent<PropsWithoutRef<Props> & RefAttributes<Root>> {
  return guardLazily(name, 'fault', async () => ({ findPropFault: choose(await import('./partRules')) }), render);
}
