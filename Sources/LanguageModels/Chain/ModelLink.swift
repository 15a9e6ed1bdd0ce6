/// One model of a chain with what it costs and how often it may be asked.
package struct ModelLink: Sendable {
    /// The model.
    package var model: any LanguageModel
    /// What it costs; nil where that is not known.
    package var price: ModelPrice?
    /// What its provider allows in a minute; nil for as much as one likes.
    package var limiter: MinuteLimiter?

    /// The most tokens of an answer when a request names no number.
    package var maxOutputTokens: Int?

    /// A link from its parts.
    package init(
        _ model: any LanguageModel, price: ModelPrice? = nil, limiter: MinuteLimiter? = nil,
        maxOutputTokens: Int? = nil
    ) {
        self.model = model
        self.maxOutputTokens = maxOutputTokens
        self.price = price
        self.limiter = limiter
    }
}
