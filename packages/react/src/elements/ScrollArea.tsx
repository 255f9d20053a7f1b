import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';

interface ScrollAreaProps {
  /** Accessible name. */
  readonly label: string;
  /** Tells that there is more beside. Shown only if there is. */
  readonly hint: string;
  /** False for content that the keyboard reaches itself. @default true */
  readonly isTabStop?: boolean | undefined;
  readonly children: ReactNode;
}

/** Scrolls wide content sideways, and says so where it has to. */
export function ScrollArea({ label, hint, isTabStop = true, children }: ScrollAreaProps): ReactElement {
  const area = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const { current } = area;
    // Absent where no page is drawn.
    if (!current || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => setWide(current.scrollWidth > current.clientWidth + 1));
    observer.observe(current);
    if (current.firstElementChild) observer.observe(current.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <div
        className="ferkit-scroll"
        ref={area}
        data-wide={isWide ? '' : undefined}
        {...(isTabStop && { tabIndex: 0, role: 'group', 'aria-label': label })}
      >
        {children}
      </div>
      {isWide && <p className="ferkit-scroll-hint">{hint}</p>}
    </>
  );
}
