package import Basics

/// What the work on a job may do with its lease.
package struct LeaseGuard: Sendable {
    /// A recovery point on its way to the store.
    struct Step: Sendable {
        var name: String
        var detail: [String: JSONValue]
        /// Whether it is no recovery point but a turn of a transcript.
        var isTranscript = false
    }

    let lease: Lease
    let pool: WorkerPool
    let steps: AsyncStream<Step>.Continuation

    /// Notes a recovery point without waiting for it to be on disk; points are kept in their order.
    package func note(_ step: String, detail: [String: JSONValue] = [:]) {
        steps.yield(Step(name: step, detail: detail))
    }

    /// Tells the journal of a turn of a conversation, in order with the recovery points and without waiting.
    ///
    /// The fields hold digests, and words that are free of secrets; `kind` begins with `agent.`.
    package func transcribe(_ kind: String, fields: [String: JSONValue]) {
        steps.yield(Step(name: kind, detail: fields, isTranscript: true))
    }

    /// Notes a recovery point and returns when it is on disk.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the work must stop.
    package func record(_ step: String, detail: [String: JSONValue] = [:]) async throws {
        try await pool.queue.record(step, detail: detail, under: lease)
    }

    /// Makes sure, before something outside is changed, that the lease is held and lasts for a while.
    ///
    /// While that cannot be told it waits, until the lease may be somebody else's soon.
    ///
    /// - Throws: `FleetError` of `.leaseLost` when the work must stop, or why that cannot be told.
    package func check() async throws {
        while true {
            try Task.checkCancellation()
            do { return try await pool.renew(lease) } catch let error as FleetError
                where error.code == .leaseLost
            { throw error } catch {
                if pool.held.isUncertain(lease, at: pool.clock.steady()) { throw error }
            }
            try await pool.pause(.seconds(1))
        }
    }
}
