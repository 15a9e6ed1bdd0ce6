internal import Basics
package import Forge

extension DeliveryRouting {
    /// Reads a delivery whose signature is right, and says what follows from it.
    ///
    /// The time is when it came, in milliseconds since 1970.
    package func read(
        _ headers: WebhookHeaders, body: [UInt8], at time: Int64
    ) throws(WebhookError) -> (delivery: Delivery, verdict: RoutedDelivery.Verdict) {
        let payload = try WebhookPayload(event: headers.event, body: body)
        let routed = route(payload)
        let delivery = Delivery(
            hook: headers.hook, guid: headers.delivery, event: headers.event,
            action: payload.action, digest: Digest(of: body), receivedAt: time,
            requests: routed.requests, changes: routed.changes)
        return (delivery, routed.verdict)
    }
}
