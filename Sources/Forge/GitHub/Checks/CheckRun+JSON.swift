internal import Basics
internal import Snapshots

extension CheckRun {
    /// The request that makes the run: with its conclusion, unless more annotations are to follow.
    var creation: JSONValue {
        let first = batch(from: 0)
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("head_sha", .string(head.description)),
            .init("external_id", .string(externalID)),
        ]
        members += state(isLast: first.endIndex == annotations.endIndex)
        members.append(.init("output", output(first)))
        return .object(members)
    }

    /// How many annotations that request brings.
    var creationCount: Int { batch(from: 0).count }

    /// The request that goes on from an annotation; the last one brings the conclusion.
    func continuation(from start: Int) -> (body: JSONValue, end: Int) {
        let part = batch(from: start)
        var members: [JSONValue.Member] = [.init("external_id", .string(externalID))]
        members += state(isLast: part.endIndex == annotations.endIndex)
        members.append(.init("output", output(part)))
        return (.object(members), part.endIndex)
    }

    private func batch(from start: Int) -> ArraySlice<Annotation> {
        annotations[min(start, annotations.endIndex)...].prefix(Self.batchSize)
    }

    private func state(isLast: Bool) -> [JSONValue.Member] {
        guard isLast else { return [.init("status", "in_progress")] }
        return [
            .init("status", "completed"), .init("conclusion", .string(conclusion.rawValue)),
        ]
    }

    private func output(_ part: ArraySlice<Annotation>) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("title", .string(title)), .init("summary", .string(summary)),
        ]
        if !part.isEmpty { members.append(.init("annotations", .array(part.map(\.json)))) }
        return .object(members)
    }
}

extension CheckRun.Annotation {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("path", .string(path)), .init("start_line", .int(startLine)),
            .init("end_line", .int(endLine)),
        ]
        if let columns {
            members.append(.init("start_column", .int(columns.lowerBound)))
            members.append(.init("end_column", .int(columns.upperBound)))
        }
        members += [
            .init("annotation_level", .string(level.rawValue)), .init("title", .string(title)),
            .init("message", .string(message)),
        ]
        return .object(members)
    }
}
