/// Compares values with schemas.
package struct SchemaValidator: Sendable {
    /// The schemas that others refer to, by name.
    package let schemas: [String: Schema]
    /// Whether `format` counts: dates and addresses must look like it.
    package var checksFormats = true

    /// A validator that knows these schemas.
    package init(schemas: [String: Schema]) { self.schemas = schemas }

    /// What is wrong with a value, each mistake as `place: reason`; at most a dozen are told.
    package func mistakes(in value: JSON, against schema: Schema, at place: String = "") -> [String]
    {
        var mistakes: [String] = []
        check(value, schema, place, &mistakes)
        return mistakes
    }

    private func check(_ value: JSON, _ schema: Schema, _ place: String, _ mistakes: inout [String])
    {
        guard mistakes.count < 12 else { return }
        if let name = schema.reference {
            guard let target = schemas[name] else {
                return mistakes.append("\(place): no schema \(name)")
            }
            return check(value, target, place, &mistakes)
        }
        if !schema.branches.isEmpty { checkBranches(value, schema, place, &mistakes) }
        guard admits(value, schema.types) else {
            let types = schema.types.sorted().joined(separator: " or ")
            return mistakes.append("\(place): \(value.schemaType), not \(types)")
        }
        if let values = schema.values, !values.contains(value) {
            mistakes.append("\(place): \(value.description.prefix(60)) is none of the values")
        }
        switch value {
        case .object(let members): check(members, schema, place, &mistakes)
        case .array(let items):
            if !schema.bounds.count.contains(items.count) {
                mistakes.append("\(place): \(items.count) items, not \(schema.bounds.count)")
            }
            guard let each = schema.items else { break }
            for (index, item) in items.enumerated() {
                check(item, each, "\(place)/\(index)", &mistakes)
            }
        case .string(let text): check(text, schema, place, &mistakes)
        case .int, .double: check(value.measure ?? 0, schema.bounds, place, &mistakes)
        case .null, .bool: break
        }
    }

    private func admits(_ value: JSON, _ types: Set<String>) -> Bool {
        let type = value.schemaType
        return types.isEmpty || types.contains(type)
            || (type == "integer" && types.contains("number"))
    }

    private func checkBranches(
        _ value: JSON, _ schema: Schema, _ place: String, _ mistakes: inout [String]
    ) {
        var shortest: [String]?
        for branch in schema.branches {
            var found: [String] = []
            check(value, branch, place, &found)
            if found.isEmpty { return }
            if found.count < shortest?.count ?? .max { shortest = found }
        }
        mistakes += shortest ?? []
    }

    private func check(
        _ members: [String: JSON], _ schema: Schema, _ place: String, _ mistakes: inout [String]
    ) {
        for name in schema.required where members[name] == nil {
            mistakes.append("\(place): no \(name)")
        }
        for (name, value) in members {
            if let property = schema.properties[name] {
                check(value, property, "\(place)/\(name)", &mistakes)
                continue
            }
            switch schema.additional {
            case .allowed: break
            case .refused: mistakes.append("\(place): \(name) is not known")
            case .each(let each): check(value, each, "\(place)/\(name)", &mistakes)
            }
        }
    }

    private func check(
        _ text: String, _ schema: Schema, _ place: String, _ mistakes: inout [String]
    ) {
        if !schema.bounds.length.contains(text.unicodeScalars.count) {
            mistakes.append("\(place): \(text.unicodeScalars.count) characters long")
        }
        if let pattern = schema.pattern, let regex = try? Regex(pattern),
            text.firstMatch(of: regex) == nil
        {
            mistakes.append("\(place): does not match \(pattern)")
        }
        guard checksFormats else { return }
        switch schema.format {
        case "date-time" where !Self.isDate(text): mistakes.append("\(place): \(text) is no date")
        case "uri" where !Self.isAddress(text): mistakes.append("\(place): \(text) is no address")
        default: break
        }
    }

    private func check(
        _ number: Double, _ bounds: Schema.Bounds, _ place: String, _ mistakes: inout [String]
    ) {
        if let minimum = bounds.minimum, number < minimum {
            mistakes.append("\(place): below \(minimum)")
        }
        if let maximum = bounds.maximum, number > maximum {
            mistakes.append("\(place): above \(maximum)")
        }
    }

    /// Whether a text is a date and time as RFC 3339 has it.
    static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let shape = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count > shape.count else { return false }
        for (byte, wanted) in zip(bytes, shape) {
            guard wanted == 0x30 ? (0x30...0x39).contains(byte) : byte == wanted else {
                return false
            }
        }
        var rest = bytes[shape.count...]
        if rest.first == 0x2e { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
        if rest.count == 1 { return rest.first == 0x5a }
        return rest.count == 6 && [0x2b, 0x2d].contains(rest[rest.startIndex])
            && rest[rest.startIndex + 3] == 0x3a
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return false }
        return !text.contains(" ") && text[..<colon].allSatisfy { $0.isLetter || $0.isNumber }
    }
}
