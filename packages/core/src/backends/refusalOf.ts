import { isFerError, type Refusal } from '../errors';
import type { BackendName } from './BackendProvider';
import { messageOf } from './messageOf';

/** Says in one line why a backend was turned down, from what its activation or its test threw. */
export function refusalOf(name: BackendName, error: unknown): Refusal {
  if (isFerError(error, 'PEER_MISSING')) {
    const { package: missing, install } = error.details;
    return { name, reason: `package ${missing} is not installed`, install };
  }
  if (isFerError(error, 'BACKEND_UNAVAILABLE')) {
    const own = error.details.refused.find((refusal) => refusal.name === name);
    if (own !== undefined) return own;
  }
  if (isFerError(error, 'BACKEND_UNSOUND')) {
    const { failed, expected = '', received = '' } = error.details;
    return { name, reason: `${failed}: expected ${expected}, received ${received}` };
  }
  if (isFerError(error)) return { name, reason: error.details.failed };
  return { name, reason: messageOf(error) };
}
