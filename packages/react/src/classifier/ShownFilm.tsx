import { type ReactElement, useEffect, useRef } from 'react';
import { useTexts } from '../messages/MessagesProvider';
import type { Messages } from '../messages/Messages';
import { recordingMessages } from '../messages/recordingMessages';

interface ShownFilmProps {
  readonly film: File;
  readonly onVideo: (video: HTMLVideoElement | null) => void;
  readonly messages: Partial<Messages> | undefined;
}

/** A player of the film that is analysed. */
export function ShownFilm({ film, onVideo, messages: overrides }: ShownFilmProps): ReactElement {
  const messages = useTexts(recordingMessages, overrides);
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const player = ref.current!;
    const address = URL.createObjectURL(film);
    player.src = address;
    onVideo(player);
    return () => {
      onVideo(null);
      URL.revokeObjectURL(address);
    };
  }, [film, onVideo]);
  return <video ref={ref} className="ferkit-film" aria-label={messages.film} controls playsInline />;
}
