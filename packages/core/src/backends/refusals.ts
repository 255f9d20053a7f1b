import { FerError, isFerError, type Refusal } from '../errors';
import type { BackendName } from './BackendProvider';

/** Composes the error about a backend that cannot run here, with the reason in one line and the command that would help. */
export function unavailable(name: BackendName, reason: string, install?: string, cause?: unknown): FerError {
  return unavailableOf([{ name, reason, ...(install === undefined ? {} : { install }) }], cause);
}

/** Composes the error about a choice of backends that were all refused. */
export function unavailableOf(refused: readonly Refusal[], cause?: unknown): FerError {
  const [first] = refused;
  const failed =
    refused.length === 1 && first !== undefined
      ? `Backend "${first.name}" is unavailable: ${first.reason}`
      : `No backend is available: ${refused.map(({ name, reason }) => `${name} (${reason})`).join('; ')}`;
  const install = refused.find((refusal) => refusal.install !== undefined)?.install;
  const next = install === undefined ? {} : { next: `Run: ${install}` };
  return new FerError('BACKEND_UNAVAILABLE', { failed, ...next, refused }, cause === undefined ? undefined : { cause });
}

/** Converts an error of a backend's activation or self-test to a refusal, whose reason is one line. */
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
  if (isFerError(error)) {
    const { failed, received } = error.details;
    return { name, reason: received === undefined ? failed : `${failed}: ${received}` };
  }
  return { name, reason: messageOf(error) };
}

/** The first line of a caught value's message; tfjs and Emscripten also throw plain objects. */
export function messageOf(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return text.split('\n', 1)[0]!.trim();
}
