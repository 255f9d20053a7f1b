/** Recorded requests to other hosts by browser, until they are taken. */
const seen = new WeakMap();

const ownProtocols = ['blob:', 'data:'];

export function takeForeignRequests({ context, page }) {
  const requests = seen.get(context);
  if (requests) return requests.splice(0);
  const watched = [];
  seen.set(context, watched);
  const { host } = new URL(page.url());
  context.on('request', (request) => {
    const address = new URL(request.url());
    if (address.host !== host && !ownProtocols.includes(address.protocol)) watched.push(address.href);
  });
  return [];
}

export const forceColors = ({ page }, isOn) => page.emulateMedia({ forcedColors: isOn ? 'active' : 'none' });
