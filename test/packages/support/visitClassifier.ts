/**
 * A script that uses a page's classifier as a visitor would: waits until it is ready, chooses a picture, reads the result.
 * `chooseAndRead()` resolves with `{ error, faces, scores, isStyled }`.
 */
export const visitClassifier = `
const until = async (find) => {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const error = () => document.querySelector('.ferkit [role=alert]')?.textContent;

async function chooseAndRead() {
  await until(() => error() ?? document.body.textContent.includes('Faces and their expressions appear here.'));
  const file = new File([await (await fetch('./picture.png')).blob()], 'picture.png', { type: 'image/png' });
  const chosen = new DataTransfer();
  chosen.items.add(file);
  const input = document.querySelector('input[type=file]');
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  const found = await until(() => document.querySelector('.ferkit-found') ?? error());
  return {
    error: error() ?? null,
    faces: found.childElementCount,
    scores: found.querySelectorAll?.('.ferkit-score').length,
    isStyled: getComputedStyle(document.querySelector('.ferkit')).borderRadius,
  };
}
`;
