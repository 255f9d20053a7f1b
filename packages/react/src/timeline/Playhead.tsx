import { type ReactElement, useEffect, useState } from 'react';
import { placeOn } from '../elements/Plot';
import type { Zoom } from '../elements/useZoom';
import { useLatest } from '../hooks/useLatest';

interface PlayheadProps {
  readonly video: HTMLVideoElement | HTMLAudioElement | null | undefined;
  /** Time in seconds without a media element. */
  readonly time: number | null | undefined;
  readonly zoom: Zoom;
}

/** A line through all lanes at the time that a film shows. While it plays, a view that is zoomed follows it. */
export function Playhead({ video, time, zoom }: PlayheadProps): ReactElement | null {
  const shown = useMediaTime(video, (now) => {
    if (now < zoom.from || now > zoom.to) zoom.pan(now - zoom.from);
  });
  const now = shown ?? time;
  if (now === null || now === undefined || now < zoom.from || now > zoom.to) return null;
  return (
    <div className="ferkit-playhead" aria-hidden="true">
      <i style={{ left: `${placeOn({ domain: [zoom.from, zoom.to] }, now)}%` }} />
    </div>
  );
}

/**
 * The time of a media element in seconds, of each frame while it plays; null without an element.
 * @param onPlay - called with each time while it plays
 */
function useMediaTime(
  video: HTMLVideoElement | HTMLAudioElement | null | undefined,
  onPlay: (time: number) => void,
): number | null {
  const [time, setTime] = useState<number | null>(null);
  const latest = useLatest(onPlay);
  useEffect(() => {
    if (!video) return;
    let request = 0;
    const read = (): void => {
      setTime(video.currentTime);
      if (video.paused) return;
      latest.current(video.currentTime);
      cancelAnimationFrame(request);
      request = requestAnimationFrame(read);
    };
    const events = ['play', 'pause', 'seeking', 'seeked', 'timeupdate', 'loadedmetadata'] as const;
    events.forEach((name) => video.addEventListener(name, read));
    read();
    return () => {
      cancelAnimationFrame(request);
      events.forEach((name) => video.removeEventListener(name, read));
    };
  }, [video, latest]);
  return video ? time : null;
}
