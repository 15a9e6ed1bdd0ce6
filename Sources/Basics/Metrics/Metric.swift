/// A number that only grows, until the program starts anew.
package struct Counter: Sendable {
    let family: MetricFamily

    /// Adds to the series of these values of the labels, in their order; nothing negative is added.
    package func increment(_ values: String..., by amount: Double = 1) {
        guard amount > 0 else { return }
        family.update(values) { $0[$0.startIndex] += amount }
    }
}

/// A number that goes up and down.
package struct Gauge: Sendable {
    let family: MetricFamily

    /// Sets the series of these values of the labels, in their order.
    package func set(_ values: String..., to number: Double) {
        family.update(values) { $0[$0.startIndex] = number }
    }

    /// Adds to the series of these values of the labels; the amount may be negative.
    package func add(_ values: String..., amount: Double = 1) {
        family.update(values) { $0[$0.startIndex] += amount }
    }
}

/// How often something took how long, or was how large.
package struct Histogram: Sendable {
    /// Bounds in seconds for what takes from milliseconds to a minute.
    package static let shortTimes: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]
    /// Bounds in seconds for what takes from a tenth of a second to an hour.
    package static let longTimes: [Double] = [
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600,
    ]

    let family: MetricFamily
    /// The upper bounds of the buckets, ascending, without infinity.
    let bounds: [Double]

    /// Counts an observation in the series of these values of the labels, in their order.
    package func observe(_ number: Double, _ values: String...) { count(number, values) }

    /// Counts a duration, in seconds.
    package func observe(_ duration: Duration, _ values: String...) {
        let (seconds, attoseconds) = duration.components
        count(Double(seconds) + Double(attoseconds) / 1e18, values)
    }

    private func count(_ number: Double, _ values: [String]) {
        guard number.isFinite else { return }
        let bucket = bounds.firstIndex { number <= $0 } ?? bounds.count
        family.update(values) { numbers in
            numbers[numbers.startIndex + bucket] += 1
            numbers[numbers.endIndex - 1] += number
        }
    }
}
