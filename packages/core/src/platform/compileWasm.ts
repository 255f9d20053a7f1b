import { nameAndMessage } from '../importFailure';

/** @throws Error if this runtime has no WebAssembly */
export function assertWebAssembly(): void {
  // Typed as always present.
  if ((globalThis as { WebAssembly?: object }).WebAssembly !== undefined) return;
  throw new Error(
    'this runtime has no WebAssembly, which Node leaves out with --jitless and browsers in a lockdown mode',
  );
}

/**
 * Compiles WebAssembly from bytes, which some environments forbid.
 * @throws Error that names the ban of the environment, and the way out
 */
export async function compileWasm(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  assertWebAssembly();
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    const reason = nameAndMessage(cause);
    throw new Error(
      FORBIDDEN.test(reason) ? `${describeBan()} (${reason})` : `WebAssembly cannot be compiled: ${reason}`,
      { cause },
    );
  }
}

/** The message of V8 where its host forbids code from bytes: edge runtimes, and pages by their content security policy. */
const FORBIDDEN = /disallowed|embedder|unsafe-eval|content security policy|not allowed|forbidden|blocked/i;

function describeBan(): string {
  if ('document' in globalThis || 'importScripts' in globalThis)
    return "WebAssembly cannot be compiled: the content security policy has to allow script-src 'wasm-unsafe-eval'";
  return `${hostName()} compiles no WebAssembly; use a Node function: export const runtime = 'nodejs'`;
}

function hostName(): string {
  if ('EdgeRuntime' in globalThis) return "Vercel's edge runtime";
  const agent = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent;
  return agent === 'Cloudflare-Workers' ? 'Cloudflare Workers' : 'this runtime';
}
