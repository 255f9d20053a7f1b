import type { ReactElement } from 'react';
import { ErrorNotice } from '../classifier/ErrorNotice';
import { useLoadedPart } from '../hooks/useLoadedPart';
import type { SampleCollectorProps } from '../samples/SampleCollector';

const load = () => import('../samples/SampleCollector').then(({ SampleCollector }) => SampleCollector);

/** Collects what is learned from; only those who collect load it. */
export function CollectedSamples(props: SampleCollectorProps): ReactElement | null {
  const { part: SampleCollector, error, retry } = useLoadedPart(true, load);
  if (error !== null) return <ErrorNotice error={error} onRetry={retry} messages={props.messages} />;
  return SampleCollector && <SampleCollector {...props} />;
}
