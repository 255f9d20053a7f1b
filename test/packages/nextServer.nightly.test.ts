import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { versionOf } from '../../scripts/installConsumers.mjs';
import { createProject, writeFiles } from './support/createProject';
import { runWell } from './support/run';
import { writePictures } from './support/serverProgram';

/** Settings of Next.js by the way in which the server has ferkit: one copy outside of the bundles, or one in each bundle. */
const settings = {
  'outside of its bundles': { serverExternalPackages: ['@ferkit/core', '@tensorflow/tfjs'] },
  'in each of its bundles': {},
};

let project: string;
/** The standalone servers by name of their settings, copied away from the project. */
const servers = new Map<string, string>();

beforeAll(async () => {
  project = await createProject(await mkdtemp(join(tmpdir(), 'ferkit-next-server-')), {
    '@ferkit/core': inject('tarballs').core,
    next: '16.4.6',
    react: versionOf('react'),
    'react-dom': versionOf('react-dom'),
  });
  await writeFiles(project, {
    'classify.js': `
      import { createClassifier } from '@ferkit/core';
      const classifier = createClassifier();
      export async function classify(bytes) {
        const { backend } = await classifier;
        return { name: backend.name, faces: (await (await classifier).classify(bytes)).length };
      }`,
    'app/layout.jsx': `
      export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }`,
    'app/page.jsx': `
      import { readFile } from 'node:fs/promises';
      import { classify } from '../classify';
      export const dynamic = 'force-dynamic';
      export default async function Page() {
        return <main>{JSON.stringify(await classify(new Uint8Array(await readFile('face.jpg')))).replaceAll('"', '')}</main>;
      }`,
    'app/upload/page.jsx': `
      import { redirect } from 'next/navigation';
      import { classify } from '../../classify';
      async function count(form) {
        'use server';
        const { name, faces } = await classify(form.get('photo'));
        redirect('/upload?found=' + name + faces);
      }
      export default function Page() {
        return <form action={count}><input type="file" name="photo" /><button>Classify</button></form>;
      }`,
    'app/faces/route.js': `
      import { createModel, createSyntheticFaces, train } from '@ferkit/core';
      import { classify } from '../../classify';
      export const runtime = 'nodejs';
      export const dynamic = 'force-dynamic';
      export async function POST(request) {
        return Response.json(await classify(new Uint8Array(await request.arrayBuffer())));
      }
      export async function GET() {
        const model = await createModel({ options: { stem: 4, widths: [4, 8] } });
        const data = { train: createSyntheticFaces({ count: 32, seed: 1 }) };
        const { reason } = await train(model, data, { epochs: 1, batchSize: 16 });
        return Response.json({ reason });
      }`,
  });
  for (const [name, setting] of Object.entries(settings)) {
    const config = `export default ${JSON.stringify({ output: 'standalone', ...setting })};`;
    await writeFiles(project, { 'next.config.mjs': config });
    await runWell(project, 'npx', 'next', 'build');
    const server = await mkdtemp(join(tmpdir(), 'ferkit-standalone-'));
    // Next links packages by relative paths, which must stay relative.
    await cp(join(project, '.next/standalone'), server, { recursive: true, verbatimSymlinks: true });
    await writePictures(server);
    servers.set(name, server);
    await rm(join(project, '.next'), { recursive: true });
  }
  await rm(project, { recursive: true });
}, 600_000);
afterAll(() => Promise.all([...servers.values()].map((server) => rm(server, { recursive: true }))));

const names = Object.keys(settings);
test.each(names)(
  'a standalone server with ferkit %s classifies in a route, a page and a server action, and trains',
  async (name) => {
    const server = servers.get(name)!;
    const port = await freePort();
    const environment = { ...process.env, PORT: String(port), HOSTNAME: '127.0.0.1' };
    const child = spawn(process.execPath, ['server.js'], { cwd: server, env: environment });
    try {
      await new Promise((resolve, reject) => {
        child.stdout.on('data', (data: Buffer) => data.toString().includes('Ready') && resolve(undefined));
        child.on('exit', (code) => reject(new Error(`The server ended with exit code ${code}`)));
      });
      const address = `http://127.0.0.1:${port}`;
      for (const file of ['face.png', 'face.jpg']) {
        const body = await readFile(join(server, file));
        const answer = await fetch(`${address}/faces`, { method: 'POST', body });
        expect(await answer.json()).toEqual({ name: 'wasm', faces: 1 });
      }
      expect(await (await fetch(address)).text()).toContain('<main>{name:wasm,faces:1}</main>');
      expect(await submitPhoto(`${address}/upload`, await readFile(join(server, 'face.jpg')))).toMatch(
        /\?found=wasm1$/,
      );
      expect(await (await fetch(`${address}/faces`)).json()).toEqual({ reason: 'completed' });
    } finally {
      child.kill();
    }
  },
);

/**
 * Submits the form of a page as a browser without JavaScript does.
 * @returns the address to which the form's server action redirects
 */
async function submitPhoto(page: string, photo: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const action = /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(await (await fetch(page)).text())![1]!;
  const body = new FormData();
  body.append(action, '');
  body.append('photo', new File([photo], 'face.jpg', { type: 'image/jpeg' }));
  const answer = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location');
}

/** A port that no program uses. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
