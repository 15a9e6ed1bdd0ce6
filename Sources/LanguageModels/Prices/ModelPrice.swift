/// What a model costs, each in money for a million tokens.
package struct ModelPrice: Sendable, Hashable {
    /// The prompt.
    package var input: Money
    /// The answer.
    package var output: Money
    /// What of the prompt is read from the provider's cache.
    package var cachedInput: Money
    /// What of the prompt is written to the provider's cache.
    package var cacheWrites: Money

    /// A price; without one of their own, cached tokens cost as much as others.
    package init(
        input: Money, output: Money, cachedInput: Money? = nil, cacheWrites: Money? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput ?? input
        self.cacheWrites = cacheWrites ?? input
    }

    /// What a call costs, rounded up to a millionth of a dollar.
    package func cost(of usage: ModelUsage) -> Money {
        let plain = max(0, usage.input - usage.cachedInput - usage.cacheWrites)
        let parts = [
            (plain, input), (usage.cachedInput, cachedInput), (usage.cacheWrites, cacheWrites),
            (usage.output, output),
        ]
        let sum = parts.reduce(into: 0) { sum, part in
            // Both factors are bounded where they are read; saturating keeps a mistake there from ending the process.
            let (product, overflow) = part.0.multipliedReportingOverflow(by: part.1.microdollars)
            let (next, second) = sum.addingReportingOverflow(product)
            sum = overflow || second ? .max - 1_000_000 : next
        }
        return Money(microdollars: (sum + 999_999) / 1_000_000)
    }

    /// The most that a call of so many tokens can cost.
    package func bound(input tokens: Int, output: Int) -> Money {
        let dearest = ModelPrice(
            input: max(input, cachedInput, cacheWrites), output: self.output)
        return dearest.cost(of: ModelUsage(input: tokens, output: output))
    }
}
