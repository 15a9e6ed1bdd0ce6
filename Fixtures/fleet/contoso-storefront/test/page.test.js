import assert from "node:assert/strict";
import test from "node:test";

import { productPage } from "../src/page.js";

test("a name cannot bring markup into the page", () => {
  assert.match(productPage({ name: "<b>tea</b>" }), /&lt;b&gt;tea/);
});
