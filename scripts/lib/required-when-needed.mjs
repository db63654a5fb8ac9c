/** How the bundler writes `import('package')` in CommonJS without `import()`. */
const LATER =
  /Promise\.resolve\(\)\.then\(\(\) => (?:\/\* @__PURE__ \*\/ )?((?:[\w$]+\.)?__toESM\(require\("[^".][^"]*"\), 1\))\)/g;

/**
 * Lets CommonJS load optional packages with a plain `require` where they are needed. Jest has no `import()`, and bundlers tolerate a
 * missing package only where `require` itself stands in a `try`, not in a function within.
 */
export function requiredWhenNeeded() {
  return {
    name: 'required-when-needed',
    renderChunk(code) {
      const changed = code.replaceAll(LATER, (_whole, required) => required);
      // No line moves: source maps stay right enough.
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
