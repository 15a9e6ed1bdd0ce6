internal import Synchronization

/// A label of a metric, with every value that it may have: a value from outside never makes a new series.
package struct MetricLabel: Hashable, Sendable {
    /// What stands for every value that is not in the set.
    package static let other = "other"

    /// The name, as `[a-z_]+`.
    package let name: String
    /// The values in the order in which they are written, `other` last.
    package let values: [String]
    private let indices: [String: Int]

    /// A label from its name and values.
    package init(_ name: String, _ values: some Sequence<String>) {
        self.name = name
        var values = Array(values)
        if !values.contains(Self.other) { values.append(Self.other) }
        self.values = values
        indices = Dictionary(values.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// A label whose values are the cases of an enumeration.
    package init<Value>(_ name: String, _ type: Value.Type)
    where Value: RawRepresentable<String> & CaseIterable {
        self.init(name, type.allCases.map(\.rawValue))
    }

    func index(of value: String) -> Int {
        indices[value] ?? indices[Self.other] ?? values.count - 1
    }
}

/// One metric with all of its series: a number for each combination of its labels' values.
///
/// What is common to counters, gauges and histograms. All series are there from the start, so that a rate can be
/// computed of the first change; those of `other` appear with their first use.
final class MetricFamily: Sendable {
    /// The kinds that Prometheus knows.
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: String
    let help: String
    let kind: Kind
    let labels: [MetricLabel]
    /// Numbers for each series: one, or those of a histogram's buckets and their sum.
    private let width: Int
    private let cells: Mutex<Cells>

    private struct Cells {
        var values: [Double]
        var isUsed: [Bool]
    }

    init(_ kind: Kind, _ name: String, help: String, labels: [MetricLabel], width: Int = 1) {
        (self.kind, self.name, self.help, self.labels) = (kind, name, help, labels)
        self.width = width
        let count = labels.reduce(1) { $0 * $1.values.count }
        cells = Mutex(
            Cells(
                values: Array(repeating: 0, count: count * width),
                isUsed: (0..<count).map { series in
                    Self.values(of: series, labels).allSatisfy { $0 != MetricLabel.other }
                }))
    }

    /// Changes the numbers of one series.
    func update(_ values: [String], _ body: (inout ArraySlice<Double>) -> Void) {
        var series = 0
        for (index, label) in labels.enumerated() {
            let value = index < values.count ? values[index] : MetricLabel.other
            series = series * label.values.count + label.index(of: value)
        }
        cells.withLock { cells in
            cells.isUsed[series] = true
            body(&cells.values[series * width..<(series + 1) * width])
        }
    }

    /// The series that are there, in order: the values of the labels, and the numbers.
    var series: [(labels: [String], numbers: [Double])] {
        let (values, isUsed) = cells.withLock { ($0.values, $0.isUsed) }
        return isUsed.indices.filter { isUsed[$0] }.map { index in
            (
                Self.values(of: index, labels),
                Array(values[index * width..<(index + 1) * width])
            )
        }
    }

    private static func values(of series: Int, _ labels: [MetricLabel]) -> [String] {
        var rest = series
        var values: [String] = []
        for label in labels.reversed() {
            values.append(label.values[rest % label.values.count])
            rest /= label.values.count
        }
        return values.reversed()
    }
}
