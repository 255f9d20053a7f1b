/** Lets `using` dispose of an object. JavaScript engines without `Symbol.dispose` have no `using`: there it does nothing. */
export function enableUsing(object: { dispose(): void }): void {
  const { dispose } = Symbol as { readonly dispose?: symbol };
  if (dispose !== undefined) Object.defineProperty(object, dispose, { value: () => object.dispose() });
}
