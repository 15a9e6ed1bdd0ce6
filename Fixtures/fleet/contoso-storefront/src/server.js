import { createServer } from "node:http";

import { productPage } from "./page.js";

export function handler(request, response) {
  const name = decodeURIComponent(request.url.slice(1)) || "Contoso";
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(productPage({ name }));
}

if (import.meta.url === `file://${process.argv[1]}`) {
  createServer(handler).listen(Number(process.env.PORT ?? 8080));
}
