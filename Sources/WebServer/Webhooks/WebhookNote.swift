package import Fleet

/// What is told of each delivery that was answered, for metrics.
package struct WebhookNote: Hashable, Sendable {
    /// What became of it.
    package var answer: WebhookAnswer
    /// What follows from it; nil for one that was not read, or was there before.
    package var verdict: RoutedDelivery.Verdict?
    /// Whether it was signed with a secret that is being rotated out.
    package var hasOldSecret = false
}
