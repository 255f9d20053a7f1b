import type { EpochRecord } from '@ferkit/core';
import type { ConfusionCounts } from '@ferkit/core/metrics';
import { type ReactElement, useEffect, useState } from 'react';
import { ConfusionSection, CurvesSection } from './sections';

/** The state of a run, as the command line sends it: plain JSON. */
interface RunState {
  readonly title: string;
  readonly status: string;
  /** Planned. */
  readonly epochs: number;
  readonly history: readonly EpochRecord[];
  /** Of the last validation. */
  readonly confusion?: ConfusionCounts;
}

/** A run while it runs, for the page of `ferkit train --watch`, which is always in English. */
export function LiveRun({
  events,
}: {
  /** Address of the server-sent events. */ readonly events: string;
}): ReactElement {
  const [run, setRun] = useState<RunState>();
  useEffect(() => {
    const source = new EventSource(events);
    source.onmessage = ({ data }) => setRun(JSON.parse(data as string) as RunState);
    // The command has ended: there is nothing to connect to again.
    source.onerror = () => source.close();
    return () => source.close();
  }, [events]);
  if (run === undefined) return <></>;
  const { title, status, epochs, history, confusion } = run;
  return (
    <section className="ferkit ferkit-report">
      <h1>{title}</h1>
      <p role="status">{status}</p>
      {history.length > 0 && <CurvesSection history={history} epochs={epochs} />}
      {confusion && <ConfusionSection data={confusion} />}
    </section>
  );
}
