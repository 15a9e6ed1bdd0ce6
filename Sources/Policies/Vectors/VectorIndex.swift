/// Vectors of one length in one block of memory, each belonging to a passage, searched one by one.
///
/// A thousand passages take about a millisecond, so nothing cleverer is kept up to date.
struct VectorIndex: Sendable {
    private var numbers: [Float] = []
    private var owners: [Int] = []
    private let dimensions: Int

    init(dimensions: Int) { self.dimensions = dimensions }

    /// Adds a vector of a passage; one that is of another length or has no direction is left out.
    mutating func add(_ vector: [Float], of passage: Int) {
        guard vector.count == dimensions, let unit = Self.unit(vector) else { return }
        numbers += unit
        owners.append(passage)
    }

    /// The passages whose best vector is nearest to another one, the nearest first; equal ones in their order.
    func nearest(to vector: [Float], limit: Int) -> [Int] {
        guard vector.count == dimensions, let unit = Self.unit(vector) else { return [] }
        var best: [Int: Float] = [:]
        for (row, owner) in owners.enumerated() {
            let similarity = product(unit, row)
            if similarity > best[owner] ?? -.infinity { best[owner] = similarity }
        }
        return best.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
    }

    private func product(_ vector: [Float], _ row: Int) -> Float {
        let start = row * dimensions
        var sum: Float = 0
        for column in 0..<dimensions { sum += vector[column] * numbers[start + column] }
        return sum
    }

    /// The vector with length 1; nil for one without a direction, or with a number that is none.
    private static func unit(_ vector: [Float]) -> [Float]? {
        let square = vector.reduce(Float(0)) { $0 + $1 * $1 }
        guard square.isFinite, square > 0 else { return nil }
        let length = square.squareRoot()
        return vector.map { $0 / length }
    }
}
