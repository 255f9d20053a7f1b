/** Whether `npm run matrix` asks for every combination; the tests that go with all others take the outermost ones. */
export const isWholeMatrix = process.env.FERKIT_MATRIX === 'whole';
