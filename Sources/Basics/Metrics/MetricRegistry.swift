internal import Synchronization

/// The metrics of one program, written as Prometheus reads them (text format 0.0.4).
///
/// Changing a metric costs a lookup and a lock held for some nanoseconds; writing them all copies one metric at a time.
package final class MetricRegistry: Sendable {
    /// The media type of `text`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Entry {
        var family: MetricFamily
        var bounds: [Double]
    }

    private let entries = Mutex<[Entry]>([])

    /// A registry without metrics.
    package init() {}

    /// A new counter; its name ends in `_total`, and is used once.
    package func counter(_ name: String, _ help: String, _ labels: MetricLabel...) -> Counter {
        Counter(family: add(MetricFamily(.counter, name, help: help, labels: labels)))
    }

    /// A new gauge; its name is used once.
    package func gauge(_ name: String, _ help: String, _ labels: MetricLabel...) -> Gauge {
        Gauge(family: add(MetricFamily(.gauge, name, help: help, labels: labels)))
    }

    /// A new histogram with these upper bounds, ascending; its name is used once.
    package func histogram(
        _ name: String, _ help: String, bounds: [Double], _ labels: MetricLabel...
    ) -> Histogram {
        // The buckets, that of infinity, and the sum.
        let family = MetricFamily(
            .histogram, name, help: help, labels: labels, width: bounds.count + 2)
        return Histogram(family: add(family, bounds: bounds), bounds: bounds)
    }

    /// Every metric, in the order in which they were made.
    package var text: String {
        var text = ""
        for entry in entries.withLock({ $0 }) {
            let family = entry.family
            text += "# HELP \(family.name) \(MetricText.help(family.help))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for (values, numbers) in family.series {
                let labels = Array(zip(family.labels.map(\.name), values))
                if family.kind == .histogram {
                    Self.write(
                        numbers, bounds: entry.bounds, family.name, labels, to: &text)
                } else {
                    text += MetricText.line(family.name, labels, numbers[0])
                }
            }
        }
        return text
    }

    private func add(_ family: MetricFamily, bounds: [Double] = []) -> MetricFamily {
        entries.withLock { $0.append(Entry(family: family, bounds: bounds)) }
        return family
    }

    private static func write(
        _ numbers: [Double], bounds: [Double], _ name: String, _ labels: [(String, String)],
        to text: inout String
    ) {
        var count = 0.0
        for (index, bound) in (bounds + [.infinity]).enumerated() {
            count += numbers[index]
            text += MetricText.line(
                "\(name)_bucket", labels + [("le", MetricText.number(bound))], count)
        }
        text += MetricText.line("\(name)_sum", labels, numbers[numbers.count - 1])
        text += MetricText.line("\(name)_count", labels, count)
    }
}

/// Pieces of Prometheus's text format.
enum MetricText {
    static func line(_ name: String, _ labels: [(String, String)], _ number: Double) -> String {
        let pairs = labels.map { "\($0)=\"\(value($1))\"" }.joined(separator: ",")
        return name + (pairs.isEmpty ? "" : "{\(pairs)}") + " \(self.number(number))\n"
    }

    static func help(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func value(_ text: String) -> String {
        help(text).replacing("\"", with: "\\\"")
    }

    /// Whole numbers without a fraction, as people write them.
    static func number(_ number: Double) -> String {
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        if number.isNaN { return "NaN" }
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        return "\(number)"
    }
}
