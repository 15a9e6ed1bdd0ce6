// A basket is a list of lines; nothing here changes the list that it is given.

export function add(basket, product, count = 1) {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`count must be a positive integer, not ${count}`);
  }
  const known = basket.find((line) => line.product === product);
  if (!known) return [...basket, { product, count }];
  return basket.map((line) => (line === known ? { ...line, count: line.count + count } : line));
}

export function total(basket, prices) {
  return basket.reduce((sum, line) => sum + line.count * prices[line.product], 0);
}
