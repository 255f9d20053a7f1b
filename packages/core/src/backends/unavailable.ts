import { FerError, type Refusal } from '../errors';
import type { BackendName } from './BackendProvider';

/** The error of a provider that cannot run here, with its reason in one line and the command that would help. */
export function unavailable(name: BackendName, reason: string, install?: string, cause?: unknown): FerError {
  return unavailableOf([{ name, reason, ...(install === undefined ? {} : { install }) }], cause);
}

/** The error of a choice of which every backend was turned down. */
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
