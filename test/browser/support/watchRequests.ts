/** Other hosts that received requests since the page was opened. */
export function foreignHosts(): readonly string[] {
  const addresses = performance.getEntriesByType('resource').map(({ name }) => new URL(name, location.href));
  const own = ['blob:', 'data:'];
  return addresses.filter(({ host, protocol }) => host !== location.host && !own.includes(protocol)).map(String);
}
