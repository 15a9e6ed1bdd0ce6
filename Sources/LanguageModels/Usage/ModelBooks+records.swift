package import Database

extension ModelBooks {
    package func record(_ record: UsageRecord) async throws { try append(record) }

    /// The records of a span of time in milliseconds since 1970, the oldest first, at most so many.
    package func records(
        in span: Range<Int64>, limit: Int = 100_000
    ) throws(DatabaseError) -> [UsageRecord] {
        try rows(
            """
            SELECT time, purpose, run, provider, model, input, output, cached, written, estimated,
                latency, cost, failure, fallback, reason
            FROM call WHERE time >= ? AND time < ? ORDER BY time, number LIMIT ?
            """,
            [.integer(span.lowerBound), .integer(span.upperBound), .integer(Int64(limit))]
        ).map(UsageRecord.init(row:))
    }
}

extension UsageRecord {
    /// The values of a row, in the order of `init(row:)`.
    var row: [DatabaseValue] {
        [
            .integer(time), .text(purpose), .text(run), .text(model.provider), .text(model.model),
            .optional(usage.map { Int64($0.input) }), .optional(usage.map { Int64($0.output) }),
            .optional(usage.map { Int64($0.cachedInput) }),
            .optional(usage.map { Int64($0.cacheWrites) }), .integer(isEstimate ? 1 : 0),
            .integer(Int64(latency)), .optional(cost.map { Int64($0.microdollars) }),
            .optional(failure?.rawValue), .integer(Int64(fallback)), .text(reason),
        ]
    }

    /// A record from a row of `row`'s shape.
    init(row: [DatabaseValue]) {
        var values = row[...]
        func next() -> DatabaseValue { values.popFirst() ?? nil }
        func integer() -> Int? {
            if case .integer(let value) = next() { Int(value) } else { nil }
        }
        func text() -> String? { if case .text(let value) = next() { value } else { nil } }
        self.init(
            time: Int64(integer() ?? 0), purpose: text() ?? "", run: text() ?? "",
            model: ModelIdentity(provider: text() ?? "", model: text() ?? ""))
        let counts = [integer(), integer(), integer(), integer()]
        if let input = counts[0], let output = counts[1] {
            usage = ModelUsage(
                input: input, output: output, cachedInput: counts[2] ?? 0,
                cacheWrites: counts[3] ?? 0)
        }
        isEstimate = integer() == 1
        latency = integer() ?? 0
        cost = integer().map { Money(microdollars: $0) }
        failure = text().flatMap(ModelError.Code.init(rawValue:))
        fallback = integer() ?? 0
        reason = text() ?? ""
    }
}
