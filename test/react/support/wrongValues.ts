/** Values of eight kinds, which callers without types can pass. */
export const wrongValues: Readonly<Record<string, unknown>> = {
  'a number': 42,
  NaN: Number.NaN,
  text: 'none of these',
  true: true,
  null: null,
  'an empty object': {},
  'a list': [undefined, 1],
  'a function': () => undefined,
};
