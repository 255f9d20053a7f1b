import { act, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useWebcam } from '@ferkit/react';
import { FakeStream, provideCameras, setVisible } from '../support/cameras';

let restore = (): void => undefined;
afterEach(() => {
  restore();
  setVisible(true);
});

/** A camera that answers at once, and what it gave so far. */
function openCamera(): readonly FakeStream[] {
  const streams: FakeStream[] = [];
  restore = provideCameras(() => {
    const stream = new FakeStream();
    streams.push(stream);
    return Promise.resolve(stream);
  });
  return streams;
}

describe('a webcam', () => {
  it('is asked for nothing before it is started', () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam());
    expect(result.current.status).toBe('off');
    expect(streams).toHaveLength(0);
  });

  it('is on until it is stopped, and its light goes out then', async () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam(), { wrapper: StrictMode });
    act(() => result.current.start());
    expect(result.current.status).toBe('starting');
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.stream).toBe(streams.at(-1));
    act(() => result.current.stop());
    expect(result.current.status).toBe('off');
    expect(streams.map(({ track }) => track.stopped)).toEqual(streams.map(() => 1));
  });

  it('is turned off with the component, even when the visitor agrees only after that', async () => {
    let agree = (_: FakeStream): void => undefined;
    restore = provideCameras(() => new Promise((resolve) => (agree = resolve)));
    const { result, unmount } = renderHook(() => useWebcam());
    act(() => result.current.start());
    unmount();
    const late = new FakeStream();
    agree(late);
    await waitFor(() => expect(late.track.stopped).toBe(1));
  });

  it('is off while the page is hidden, and comes back with it', async () => {
    const streams = openCamera();
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    act(() => setVisible(false));
    expect(result.current.status).toBe('paused');
    expect(streams[0]!.track.stopped).toBe(1);
    act(() => setVisible(true));
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.stream).toBe(streams[1]);
    expect(streams[1]!.track.stopped).toBe(0);
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'absent'],
    ['OverconstrainedError', 'absent'],
    ['NotReadableError', 'busy'],
  ])('says of a %s that the camera is %s, and tries again when asked to', async (name, reason) => {
    let tries = 0;
    restore = provideCameras(() =>
      ++tries === 1 ? Promise.reject(new DOMException('no', name)) : Promise.resolve(new FakeStream()),
    );
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('error'));
    expect(result.current.error).toMatchObject({ code: 'CAMERA_UNAVAILABLE', details: { reason } });
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    expect(result.current.error).toBeNull();
  });

  it('says where a page has no access to cameras at all', async () => {
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.error?.details.reason).toBe('insecure'));
  });

  it('notices when the camera is taken away', async () => {
    const [streams] = [openCamera()];
    const { result } = renderHook(() => useWebcam());
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    act(() => void streams[0]!.track.dispatchEvent(new Event('ended')));
    expect(result.current.error?.details.reason).toBe('ended');
  });

  it('takes another camera when another is wished for', async () => {
    const wished: unknown[] = [];
    restore = provideCameras(({ video }) => {
      wished.push(video);
      return Promise.resolve(new FakeStream());
    });
    const { result, rerender } = renderHook((deviceId?: string) => useWebcam({ deviceId }));
    act(() => result.current.start());
    await waitFor(() => expect(result.current.status).toBe('on'));
    rerender('second');
    await waitFor(() => expect(wished).toHaveLength(2));
    expect(wished).toMatchObject([{ facingMode: 'user' }, { deviceId: { exact: 'second' } }]);
  });
});
