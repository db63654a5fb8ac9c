/** Checks the names of options, without the suggestions of the server's check: a page loads this. @throws {TypeError} For another name. */
export function checkNames(what: string, given: object, names: readonly string[]): void {
  for (const name in given)
    if (!names.includes(name))
      throw new TypeError(`${what}: unknown option "${name}". The options are ${names.join(', ')}.`);
}
