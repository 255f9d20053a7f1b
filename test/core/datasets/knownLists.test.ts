import { describe, expect, it } from 'vitest';
import { EXPRESSIONS, openDataset } from '@ferkit/core/datasets';
import { encodePng } from './support/encodePng';
import { kinds, small, told, useFacesFolder } from './support/facesFolder';

const folder = useFacesFolder();

describe('the list of a known data set', () => {
  it('is read: legend.csv of facial_expressions', async () => {
    const dataset = await folder.open({
      'data/legend.csv':
        'user.id,image,emotion\n628,facial-expressions_1k.jpg,anger\n628,facial-expressions_2k.jpg,HAPPINESS\n12,Some_Name_0001.jpg,contempt\n',
      'images/facial-expressions_1k.jpg': 1,
      'images/facial-expressions_2k.jpg': 2,
      'images/Some_Name_0001.jpg': 3,
    });
    expect(told(dataset)).toEqual(['1 angry train', '2 happy train', '3 contempt train']);
  });

  it("is read: RAF-DB's list_patition_label.txt, with aligned crops before photos", async () => {
    const labels = [1, 2, 3, 4, 5, 6, 7];
    const name = (k: number): string => `${k < 5 ? 'train' : 'test'}_0000${k}`;
    const files = Object.fromEntries(labels.map((k) => [`Image/aligned/${name(k)}_aligned.jpg`, k]));
    const notes = Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [`Annotation/boundingbox/train_${10000 + k}_boundingbox.txt`, '1 2 3 4']),
    );
    const list = `${labels.map((k) => `${name(k)}.jpg ${k}`).join('\n')}\n`;
    const dataset = await folder.open({
      ...files,
      ...notes,
      'EmoLabel/list_patition_label.txt': list,
      'Image/original/train_00001.jpg': 99,
    });
    expect(told(dataset)).toEqual([
      '1 surprise train',
      '2 fear train',
      '3 disgust train',
      '4 happy train',
      '5 sad test',
      '6 angry test',
      '7 neutral test',
    ]);
    expect(dataset.labels).toEqual(EXPRESSIONS);
    expect(dataset.numbering).toBe('RAF-DB: 1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry, 7 neutral');
    expect(dataset.skipped.items).toEqual([
      expect.objectContaining({ kind: 'duplicate', source: 'Image/original/train_00001.jpg' }),
    ]);
    const words = await folder.open({}, { labels: ['Happiness', 'Sadness'] });
    expect(words.labelCounts).toEqual([1, 1]);
  });

  it('is read: RAF-DB on Kaggle, folders by number with a list for each split', async () => {
    const dataset = await folder.open({
      'DATASET/train/5/train_00001_aligned.jpg': 1,
      'DATASET/train/4/train_00002_aligned.jpg': 2,
      'DATASET/test/1/test_0001_aligned.jpg': 3,
      'train_labels.csv': 'image,label\ntrain_00001_aligned.jpg,5\ntrain_00002_aligned.jpg,4\n',
      'test_labels.csv': 'image,label\ntest_0001_aligned.jpg,1\n',
    });
    expect(told(dataset)).toEqual(['1 sad train', '2 happy train', '3 surprise test']);
  });

  const ferPlus = {
    'FER2013Train/label.csv':
      'fer0000001.png,"(0, 0, 2, 2)",0,8,0,2,0,0,0,0,0,0\nfer0000002.png,"(0, 0, 2, 2)",0,0,0,0,0,0,0,0,1,9\n',
    'FER2013Valid/label.csv': 'fer0000003.png,"(0, 0, 2, 2)",0,0,0,0,1,0,0,6,3,0\n',
    'FER2013Test/label.csv': 'fer0000004.png,"(0, 0, 2, 2)",5,0,0,5,0,0,0,0,0,0\n',
    'FER2013Train/fer0000001.png': 1,
    'FER2013Train/fer0000002.png': 2,
    'FER2013Valid/fer0000003.png': 3,
    'FER2013Test/fer0000004.png': 4,
  };

  it("is read: FER+'s folders with votes", async () => {
    const dataset = await folder.open(ferPlus);
    expect(told(dataset)).toEqual(['1 happy train', '3 contempt validation', '4 sad test']);
    expect(dataset.labels).toEqual([...EXPRESSIONS, 'contempt']);
    expect(Array.from(dataset.softLabels!.subarray(0, 8), (share) => Math.round(100 * share))).toEqual([
      0, 0, 0, 80, 20, 0, 0, 0,
    ]);
    expect(kinds(dataset)).toEqual({ 'no-face': 1 });
    const hard = await folder.open(ferPlus, { votes: 'hard', labels: EXPRESSIONS });
    expect([hard.softLabels, told(hard), kinds(hard)]).toEqual([
      undefined,
      ['1 happy train', '4 sad test'],
      { 'no-face': 1, 'other-label': 1 },
    ]);
    const part = await openDataset(folder.path('FER2013Train'), small);
    expect(told(part)).toEqual(['1 happy train']);
  });

  it('is read: columns of one label each', async () => {
    const dataset = await folder.open({
      'train/_classes.csv': 'filename, anger, happiness, neutral\na.jpg, 0, 1, 0\n',
      'valid/_classes.csv': 'filename, anger, happiness, neutral\nb.jpg, 1, 0, 0\n',
      'train/a.jpg': 1,
      'valid/b.jpg': 2,
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 angry validation']);
  });

  it('is read: columns of two labels', async () => {
    const dataset = await folder.open({
      'votes.csv': 'file,happy,sad\na.png,0,1\nb.png,3,1\n',
      'a.png': 1,
      'b.png': 2,
    });
    expect(told(dataset)).toEqual(['1 sad train', '2 happy train']);
  });

  it("is read: AffectNet's lists, with boxes of faces, and without what has no expression", async () => {
    const header =
      'subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal';
    const row = (path: string, expression: number, box = '0,0,2,2'): string =>
      `${path},${box},1.5;2.5;3;4,${expression},-0.1,0.2`;
    const framed = encodePng({
      pixels: Uint8Array.from({ length: 16 }, (_, k) => (k % 4 >= 2 && k >= 8 ? 7 : 200)),
      width: 4,
      height: 4,
    });
    const dataset = await folder.open({
      'Manually_Annotated_file_lists/training.csv': [
        header,
        row('689/a.jpg', 1),
        row('689/b.jpg', 10),
        row('12/a.jpg', 8),
        row('12/c.jpg', 7, '2,2,2,2'),
        row('12/d.jpg', 9),
      ].join('\n'),
      'Manually_Annotated_file_lists/validation.csv': [header, row('12/e.jpg', 0)].join('\n'),
      'Manually_Annotated_Images/689/a.jpg': 1,
      'Manually_Annotated_Images/689/b.jpg': 2,
      'Manually_Annotated_Images/12/a.jpg': 3,
      'Manually_Annotated_Images/12/c.jpg': framed,
      'Manually_Annotated_Images/12/d.jpg': 5,
      'Manually_Annotated_Images/12/e.jpg': 6,
    });
    expect(told(dataset)).toEqual(['1 happy train', '6 neutral validation', '7 contempt train']);
    expect([...dataset.image([...dataset.labelIndices].indexOf(7)).pixels]).toEqual([7, 7, 7, 7]);
    expect(kinds(dataset)).toEqual({ unlabeled: 2, 'no-face': 1 });
    expect(dataset.numbering).toContain('AffectNet: 0 neutral, 1 happy');
  });

  it("is read: ExpW's label.lst, several faces in an image", async () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, k) => (k % 4 < 2 ? 1 : 2));
    const dataset = await folder.open({
      'label.lst': 'angry_actor_104.jpg 0 0 0 2 2 40.1 3\nangry_actor_104.jpg 1 0 2 4 2 30.5 4\n',
      'image/angry_actor_104.jpg': encodePng({ pixels, width: 4, height: 4 }),
    });
    expect(told(dataset)).toEqual(['1 happy train', '2 sad train']);
  });
});
