import { drawScene } from '../../../stories/fixtures/drawScene';
import { encodePng } from '../../core/datasets/support/encodePng';
import { writeFiles } from './createProject';

/** Writes a picture of a drawn face into `public` of a project, for the server. */
export async function writePublicFiles(project: string): Promise<void> {
  const { pixels, width, height } = drawScene(480, 360, [{ x: 240, y: 180, size: 250, expression: 'happy', seed: 3 }]);
  const gray = Uint8Array.from({ length: width * height }, (_, at) => pixels[at * 4]!);
  await writeFiles(project, { 'public/picture.png': encodePng({ pixels: gray, width, height }) });
}
