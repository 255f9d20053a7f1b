import { reasonOf } from '../platform/reasonOf';
import { nativeFailure } from './nativeFailure';

/** An address without the name and password in it, for messages. */
export function withoutSecrets(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/**
 * Asks for an address. A name and password in it are sent as they should be; `fetch` refuses them.
 *
 * @throws NATIVE_INSTALL_FAILED where nobody answers, or with another status than those that are expected
 */
export async function openAddress(
  address: string,
  {
    headers = {},
    expected = [200],
    signal,
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly expected?: readonly number[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Response> {
  const { username, password } = new URL(address);
  const bare = withoutSecrets(address);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const authorization = username === '' ? {} : { Authorization: `Basic ${credentials}` };
  let response: Response;
  try {
    response = await fetch(bare, { headers: { ...headers, ...authorization }, signal: signal ?? null });
  } catch (error) {
    signal?.throwIfAborted();
    throw nativeFailure(
      'download',
      { failed: `${bare} cannot be reached`, received: reasonOf(error), next: otherWays() },
      error,
    );
  }
  if (expected.includes(response.status)) return response;
  await response.body?.cancel();
  throw nativeFailure('download', {
    failed: `${bare} gives no file`,
    expected: `status ${expected.join(' or ')}`,
    received: `${response.status} ${response.statusText}`.trim(),
    next: otherWays(),
  });
}

function otherWays(): string {
  const proxied = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  const hint =
    proxied === undefined
      ? ''
      : 'Node passes by HTTPS_PROXY unless NODE_USE_ENV_PROXY=1 is set, which Node 24 and later understand. ';
  return (
    `${hint}Name another index (--index <url>), or fetch the wheel in another way, as with` +
    ' pip download --no-deps, and give the file (--tensorflow <file.whl>).'
  );
}
