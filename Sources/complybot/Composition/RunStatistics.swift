import Glibc
import RuleEngine

/// The figures of one run of `check` or `fix`, as lines of a name, a value and a unit.
struct RunStatistics {
    /// How many rules are named.
    private static let shownRules = 10

    let figures: RunMeter.Figures
    let files: Int
    let rules: Int
    let findings: Int
    /// The most memory that the process held at once, in bytes; nil when the system does not say.
    var peakMemory: Int? = Self.peakMemory

    /// The lines, their values under one another; names and units have no spaces.
    var text: String {
        let rows = amounts + times
        let names = rows.map(\.name.count).max() ?? 0
        let values = rows.map(\.value.count).max() ?? 0
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: names - row.name.count)
            let value = String(repeating: " ", count: values - row.value.count) + row.value
            return "\(name) \(value) \(row.unit)\n"
        }.joined()
    }

    private struct Row {
        var name: String
        var value: String
        var unit: String
    }

    private var amounts: [Row] {
        var rows = [Row(name: "files", value: "\(files)", unit: "files")]
        rows += RunMeter.Treatment.allCases.map {
            Row(name: "files-\($0.rawValue)", value: "\(figures.files($0))", unit: "files")
        }
        rows += [
            Row(name: "rules", value: "\(rules)", unit: "rules"),
            Row(name: "findings", value: "\(findings)", unit: "findings"),
        ]
        rows += RunMeter.Amount.allCases.map {
            Row(name: $0.rawValue, value: "\(figures.amounts[$0] ?? 0)", unit: $0.unit)
        }
        if let peakMemory {
            rows.append(Row(name: "memory-peak", value: "\(peakMemory)", unit: "bytes"))
        }
        return rows
    }

    private var times: [Row] {
        var rows = RunMeter.Phase.allCases.map {
            row("time-\($0.rawValue)", figures.times[$0] ?? .zero)
        }
        rows.append(row("time-total", figures.times.values.reduce(.zero, +)))
        let dearest = figures.ruleTimes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return rows + dearest.prefix(Self.shownRules).map { row("rule-\($0.key)", $0.value) }
    }

    /// A time in milliseconds, to the microsecond.
    private func row(_ name: String, _ time: Duration) -> Row {
        let parts = time.components
        let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        let fraction = String(microseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return Row(name: name, value: "\(microseconds / 1000).\(zeros)\(fraction)", unit: "ms")
    }

    private static var peakMemory: Int? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        return usage.ru_maxrss * 1024
    }
}

extension RunMeter.Amount {
    /// What is counted.
    fileprivate var unit: String {
        switch self {
        case .bytesRead: "bytes"
        case .patternCacheHits, .patternCacheMisses: "automata"
        case .resultCacheHits, .resultCacheMisses: "reports"
        case .scanCacheHits: "files"
        }
    }
}
