const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escape(text) {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

export function productPage(product) {
  return `<!doctype html><title>${escape(product.name)}</title><h1>${escape(product.name)}</h1>`;
}
