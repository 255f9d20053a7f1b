import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { expect, test, vi } from 'vitest';
import { EmotionClassifier } from '@ferkit/react';
import { scenes, toFile } from '../../../stories/fixtures/scenes';
import { loseDevice } from '../support/loseDevice';

const patient = { timeout: 90_000 };

test.each([false, 'auto'] as const)(
  'a classifier whose GPU is lost says so, and works again when it is tried again (faces: %s)',
  async (faces) => {
    const onError = vi.fn<(error: Error) => void>();
    render(
      <StrictMode>
        {/* On the page, whose device the test can lose. */}
        <EmotionClassifier worker={false} backend="webgl" faces={faces} onError={onError} />
      </StrictMode>,
    );
    await screen.findByText('Faces and their expressions appear here.', {}, patient);
    loseDevice.webgl();
    await userEvent.upload(screen.getByLabelText('Choose a picture'), await toFile(scenes.one()));
    expect(await screen.findByRole('alert', {}, patient)).toBeVisible();
    await waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect(onError.mock.lastCall![0]).toMatchObject({ name: 'FerError', code: 'BACKEND_LOST' });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(document.querySelectorAll('.ferkit-found > li')).toHaveLength(1), patient);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(onError).toHaveBeenCalledOnce();
  },
);
