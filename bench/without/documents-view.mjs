/** Copies the documents. */
export class DocumentsView extends Map {
  constructor(nodes, initialFields) {
    super();
    nodes.forEach(({ document }, id) => this.set(id, initialFields?.stored(document) ?? document));
  }
}
