// Docs: docs/design/hot-paths.md

// Taken from the prototype once: engines look a method of a text up by the text's representation in memory, of which a server meets
// more than they keep apart (written in the code, sent, cut out, put together, each in one or two bytes a character).
// oxlint-disable-next-line typescript/unbound-method -- it is called on a text.
const { charCodeAt } = String.prototype;

/** The UTF-16 unit of a text at an index. */
export function unitAt(text: string, index: number): number {
  return charCodeAt.call(text, index);
}
