/** Several groups of words as one. A call, since bundlers leave out calls whose result nobody uses, but no spread. */
export function joinMessages<Groups extends readonly object[]>(...groups: Groups): UnionToIntersection<Groups[number]> {
  return Object.assign({}, ...groups) as UnionToIntersection<Groups[number]>;
}

type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
