internal import Synchronization

/// Records that are gone with the process.
package final class MemoryUsage: UsageSink {
    private let kept = Mutex<[UsageRecord]>([])

    /// No records yet.
    package init() {}

    /// The records, in the order in which they came.
    package var records: [UsageRecord] { kept.withLock { $0 } }

    package func record(_ record: UsageRecord) async {
        kept.withLock { $0.append(record) }
    }
}
