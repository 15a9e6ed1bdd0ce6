import Fleet

/// What a run came to.
struct LoadReport {
    let options: LoadOptions
    /// How long each attempt waited after it was ready, in milliseconds, ascending.
    let waits: [Int64]
    let ended: [String: Int]
    let overlaps: Int
    let refused: Int
    /// Resident memory in the middle of each minute, in KiB.
    let memory: [Int]
    let counts: FleetCounts
    /// Bytes of the store's log at the end.
    let log: Int

    private func quantile(_ part: Double) -> Int64 {
        waits.isEmpty ? 0 : waits[min(waits.count - 1, Int(Double(waits.count) * part))]
    }

    /// KiB a minute, from the second minute on.
    private var growth: Double {
        guard memory.count > 2, let last = memory.last else { return 0 }
        return Double(last - memory[1]) / Double(memory.count - 2)
    }

    private var open: Int { [.queued, .running].reduce(0) { $0 + (counts.jobs[$1] ?? 0) } }

    var isGood: Bool {
        quantile(0.95) < 5000 && growth < 1024 && overlaps == 0 && refused == 0
            && (counts.jobs[.dead] ?? 0) == 0
    }

    var text: String {
        let ends = ended.keys.sorted().map { "\(ended[$0] ?? 0) \($0)" }.joined(separator: ", ")
        return """
            \(options.rate) jobs a second for \(options.minutes) min over \(options.units) units, \(options.workers) workers
            attempts: \(waits.count) (\(ends)); refused deliveries: \(refused); overlaps: \(overlaps)
            wait ms: p50 \(quantile(0.5)), p95 \(quantile(0.95)), p99 \(quantile(0.99)), worst \(waits.last ?? 0)
            memory KiB by minute: \(memory.map(String.init).joined(separator: " ")); growth \(Int(growth)) KiB/min
            jobs left open: \(open), dead: \(counts.jobs[.dead] ?? 0); log of the store: \(log) bytes
            \(isGood ? "good" : "NOT GOOD")
            """
    }
}
