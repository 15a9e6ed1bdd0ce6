package import Basics

/// What the work on a job may do with its lease.
package struct LeaseGuard: Sendable {
    /// A recovery point on its way to the store.
    struct Step: Sendable {
        var name: String
        var detail: [String: JSONValue]
    }

    let lease: Lease
    let store: FleetStore
    let steps: AsyncStream<Step>.Continuation

    /// Notes a recovery point without waiting for it to be on disk; points are kept in their order.
    package func note(_ step: String, detail: [String: JSONValue] = [:]) {
        steps.yield(Step(name: step, detail: detail))
    }

    /// Notes a recovery point and returns when it is on disk.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the work must stop.
    package func record(_ step: String, detail: [String: JSONValue] = [:]) async throws {
        try await store.record(step, detail: detail, under: lease)
    }

    /// Makes sure, before something outside is changed, that the lease is held and lasts for a while.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the work must stop, or why that cannot be told.
    package func check() async throws {
        try Task.checkCancellation()
        try await store.renew(lease)
    }
}
