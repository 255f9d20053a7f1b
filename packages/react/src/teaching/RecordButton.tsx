import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useRef,
} from 'react';

interface RecordButtonProps {
  readonly isRecording: boolean;
  /** True: a press starts and the next one stops. False: it records while it is held. */
  readonly isToggle: boolean;
  /** Id of the text that tells why it cannot record; undefined if it can. */
  readonly refusal: string | undefined;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly children: ReactNode;
}

/**
 * A button that records while it is held by pointer, Space or Enter. Clicks without either, as screen readers send them, start and stop, as
 * all presses do if it is a toggle.
 */
export function RecordButton({
  isRecording,
  isToggle,
  refusal,
  onStart,
  onStop,
  children,
}: RecordButtonProps): ReactElement {
  const isHeld = useRef(false);
  const hold = (): void => {
    if (isToggle || isHeld.current || refusal !== undefined) return;
    isHeld.current = true;
    onStart();
  };
  const release = (): void => {
    if (!isHeld.current) return;
    isHeld.current = false;
    onStop();
  };
  const isPress = ({ key }: KeyboardEvent): boolean => !isToggle && (key === ' ' || key === 'Enter');
  return (
    <button
      type="button"
      className="ferkit-record"
      data-recording={isRecording ? '' : undefined}
      aria-pressed={isRecording}
      aria-disabled={refusal === undefined ? undefined : true}
      aria-describedby={refusal}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button !== 0) return;
        hold();
        // On the window, so that the release is seen wherever it happens.
        const ended = new AbortController();
        const end = (): void => {
          ended.abort();
          release();
        };
        window.addEventListener('pointerup', end, { signal: ended.signal });
        window.addEventListener('pointercancel', end, { signal: ended.signal });
      }}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        // No click follows.
        event.preventDefault();
        hold();
      }}
      onKeyUp={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        release();
      }}
      onBlur={release}
      onClick={(event: MouseEvent) => {
        // The click at the end of a press with a pointer, which has recorded already.
        if ((!isToggle && event.detail > 0) || refusal !== undefined) return;
        if (isRecording) onStop();
        else onStart();
      }}
      // A long press of a finger opens the menu of the browser.
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </button>
  );
}
