import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DEFAULT_INDEX = 'https://pypi.org/simple';

/** Which package index to ask: what was given, or what pip is set up with, or PyPI. */
export async function indexAddress(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  const address = given ?? environment.PIP_INDEX_URL ?? (await pipSetting(environment)) ?? DEFAULT_INDEX;
  return address.replace(/\/+$/, '');
}

/** The index that pip's files name, the strongest first. */
async function pipSetting(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { HOME: home, VIRTUAL_ENV: virtual, PIP_CONFIG_FILE: named, XDG_CONFIG_HOME: settings } = environment;
  const files = [
    named,
    virtual === undefined ? undefined : join(virtual, 'pip.conf'),
    settings === undefined ? undefined : join(settings, 'pip/pip.conf'),
    ...(home === undefined ? [] : [join(home, '.config/pip/pip.conf'), join(home, '.pip/pip.conf')]),
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
  ];
  for (const file of files) {
    if (file === undefined) continue;
    const text = await readFile(file, 'utf8').catch(() => '');
    const address = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  return undefined;
}
