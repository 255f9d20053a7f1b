import { EmotionClassifier } from '@ferkit/react';
import '@ferkit/react/styles.css';
import { useState } from 'react';

/** A page that records a session with the camera, after the person in front of it agrees, and shows this consent while it records. */
export default function SessionPage() {
  const [agreedAt, setAgreedAt] = useState<Date>();
  // A new number takes classifier, camera and recording away.
  const [session, setSession] = useState(0);
  const withdraw = (): void => {
    setAgreedAt(undefined);
    setSession(session + 1);
  };
  return (
    <main>
      <h1>Record a session</h1>
      <EmotionClassifier
        key={session}
        timeline
        sources={['webcam']}
        consent={(accept) => (
          <>
            <p>
              This page reads the expressions of your face from the camera, and records them over time: label, score and
              place of the face, no pictures. They stay on this device until you save or clear them.
            </p>
            <button
              type="button"
              onClick={() => {
                setAgreedAt(new Date());
                accept();
              }}
            >
              I agree
            </button>
          </>
        )}
      />
      {agreedAt && (
        <p>
          You agreed at {agreedAt.toLocaleTimeString()} that your expressions are recorded.{' '}
          <button type="button" onClick={withdraw}>
            Withdraw, and delete the recording
          </button>
        </p>
      )}
    </main>
  );
}
