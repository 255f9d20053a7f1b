/** True for an object with fields: neither null nor an array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for an object literal and its like, of another frame too. Instances of classes have other fields, and the entries of a Map are none. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The class of a value by name: objects of another frame fail `instanceof`. */
export const classOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
