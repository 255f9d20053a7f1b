/** A stream with one track that counts how often it was stopped. */
export class FakeStream {
  readonly track = Object.assign(new EventTarget(), {
    stopped: 0,
    stop: () => {
      this.track.stopped++;
    },
  });
  getTracks(): readonly EventTarget[] {
    return [this.track];
  }
}

/** Provides cameras, which jsdom lacks. @returns a function that removes them */
export function provideCameras(getUserMedia: (constraints: MediaStreamConstraints) => Promise<unknown>): () => void {
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } });
  // jsdom does not implement play() and warns on each call.
  HTMLMediaElement.prototype.play = () => Promise.resolve();
  return () => {
    delete (navigator as Partial<{ mediaDevices: unknown }>).mediaDevices;
  };
}

/** Changes the visibility of the page. */
export function setVisible(isVisible: boolean): void {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    value: isVisible ? 'visible' : 'hidden',
  });
  document.dispatchEvent(new Event('visibilitychange'));
}
