import assert from "node:assert/strict";
import test from "node:test";

import { add, total } from "../src/basket.js";

test("a product is added once and then counted", () => {
  const basket = add(add([], "tea"), "tea", 2);
  assert.deepEqual(basket, [{ product: "tea", count: 3 }]);
});

test("a count that is no positive integer is refused", () => {
  assert.throws(() => add([], "tea", 0), RangeError);
});

test("the total adds up the lines", () => {
  const basket = add(add([], "tea", 2), "cup");
  assert.equal(total(basket, { tea: 3, cup: 10 }), 16);
});
