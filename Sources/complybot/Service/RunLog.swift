import Basics
import Fleet

/// A line of the log for what happens to each run.
struct RunLog: Sendable {
    var log: Log

    /// Writes what a pool of workers tells.
    func write(_ event: WorkerPool.Event) {
        switch event {
        case .began(let lease): log.debug("began", Self.keys(lease))
        case .ended(let lease, let outcome):
            var keys = Self.keys(lease)
            keys["outcome"] = .string(outcome.run?.rawValue ?? "done")
            if let reason = outcome.reason { keys["reason"] = .string(reason) }
            let isTrouble = [.failed, .retrying].contains(outcome.run)
            log.write(isTrouble ? .warning : .info, "ended a run", keys)
        case .lost(let lease): log.warning("lost the lease of a job", Self.keys(lease))
        case .expired(let token):
            log.warning("took a job back from a silent worker", ["run": .int(Int(token))])
        case .troubled(let diagnostic): log.error("\(diagnostic)")
        }
    }

    private static func keys(_ lease: Lease) -> [String: JSONValue] {
        [
            "run": .int(Int(lease.token)), "job": .int(Int(lease.job)),
            "repository": .string(lease.location), "kind": .string(lease.unit.kind.rawValue),
            "worker": .string(lease.worker),
            "causes": .array(lease.causes.map { .string($0) }),
        ]
    }
}
