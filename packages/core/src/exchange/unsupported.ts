import { FerError } from '../errors';

/** Why a single layer cannot be taken over; caught where the layers are read, which then names all of them at once. */
export class Unsupported extends Error {}

/** The error for a network with layers that ferkit does not know. */
export function layersUnsupported(source: string, layers: readonly string[]): FerError<'LAYER_UNSUPPORTED'> {
  return new FerError('LAYER_UNSUPPORTED', {
    failed: `The network of ${source} cannot be exchanged`,
    expected: 'layers and settings that docs/exchange.md lists',
    received: layers.join('; '),
    next: 'Replace these layers, or run the network with the library it comes from.',
    layers,
  });
}

/** The error for a network that is whole but does not fit. */
export function incompatible(
  field: string,
  problem: { readonly failed: string; readonly expected: string; readonly received: string; readonly next?: string },
): FerError<'MODEL_INCOMPATIBLE'> {
  return new FerError('MODEL_INCOMPATIBLE', { field, ...problem });
}
