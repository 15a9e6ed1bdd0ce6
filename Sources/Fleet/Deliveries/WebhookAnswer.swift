/// What became of a delivery; labels of a metric.
package enum WebhookAnswer: String, Hashable, Sendable, CaseIterable {
    case accepted, seen, ping
    /// No signature, or none of ours.
    case unsigned
    case malformed
    /// Another body came under the same id before.
    case conflict
    /// The store could not keep it.
    case unavailable
    /// Not JSON, or compressed.
    case unsupported
}
