import {
  Component,
  type ForwardedRef,
  forwardRef,
  type ForwardRefExoticComponent,
  type PropsWithoutRef,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useEffect,
  useState,
} from 'react';
import { PropFault } from './PropFault';

/** The module that checks the props of a component. */
export interface PropsCheck {
  readonly findPropFault: (props: object) => Error | undefined;
}

interface BoundaryProps {
  readonly children: ReactNode;
  readonly onError: (error: unknown) => void;
}

/** An error of rendering, in an object because anything can be thrown. */
interface Thrown {
  readonly error: unknown;
}

/** Renders nothing once its children have thrown, and hands the error over. */
class Boundary extends Component<BoundaryProps> {
  static readonly getDerivedStateFromError = (): object => ({ hasFailed: true });
  override readonly state = { hasFailed: false };
  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }
  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}

/**
 * Guards a large component as `guardView` does, but loads the check after the first render, so that the page gets its bytes
 * later. An exception while rendering waits for the check: a wrong prop is shown in place of the component, any other error goes
 * on to the page.
 */
/* @__NO_SIDE_EFFECTS__ */
export function guardLazily<Props extends { readonly className?: unknown }, Root extends HTMLElement = HTMLElement>(
  name: string,
  kind: string,
  load: () => Promise<PropsCheck>,
  render: (props: PropsWithoutRef<Props>, ref: ForwardedRef<Root>) => ReactElement,
): ForwardRefExoticComponent<PropsWithoutRef<Props> & RefAttributes<Root>> {
  const View = forwardRef(render);
  const Guarded = forwardRef<Root, Props>(function Guarded(props, ref) {
    const [message, setMessage] = useState<string>();
    const [thrown, setThrown] = useState<Thrown>();
    const [unexplained, setUnexplained] = useState<Thrown>();
    if (unexplained !== undefined) throw unexplained.error;
    useEffect(() => {
      let isCurrent = true;
      void load()
        .then(({ findPropFault }) => findPropFault(props))
        // A check that cannot be loaded, or fails itself, explains nothing.
        .catch(() => undefined)
        .then((fault) => {
          if (!isCurrent) return;
          setMessage(fault?.message);
          setThrown(undefined);
          if (fault === undefined) setUnexplained(thrown);
        });
      return () => {
        isCurrent = false;
      };
    }, [props, thrown]);
    if (message !== undefined) {
      // A part may have a function in place of a class.
      const className = typeof props.className === 'string' ? props.className : undefined;
      return <PropFault {...{ name, kind, message, className }} figureRef={ref as ForwardedRef<HTMLElement>} />;
    }
    return (
      <Boundary onError={(error) => setThrown({ error })}>
        <View {...props} ref={ref} />
      </Boundary>
    );
  });
  Guarded.displayName = name;
  return Guarded;
}
