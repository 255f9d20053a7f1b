import { createModel, type Dataset, type FerModel } from '../index';
import type { CommandCall } from './Command';
import { openData } from './dataFlags';
import { networkOf, type trainFlags } from './trainFlags';

type TrainCall = CommandCall<typeof trainFlags>;

const channelsOf = ({ values }: TrainCall): 1 | 3 => (values.colour === true ? 3 : 1);

/** Opens the data as the new network of the flags takes them. */
export function openForNetwork(call: TrainCall, split = true): Promise<Dataset> {
  const { values, host } = call;
  return openData(values, host, {
    backend: values.backend,
    merges: networkOf(values).preset?.merge,
    size: values.size,
    channels: channelsOf(call),
    split,
  });
}

/** Makes the new network of the flags, for the labels and the images of a dataset. */
export function createNetwork(call: TrainCall, { labels, width, height }: Dataset, seed: number): Promise<FerModel> {
  const { values, host } = call;
  const { architecture, network } = networkOf(values);
  return createModel({
    architecture,
    options: network,
    labels,
    seed,
    input: { ...(values.size ?? { width, height }), channels: channelsOf(call) },
    backend: values.backend ?? 'auto',
    signal: host.signal,
  });
}
