/// A path pattern: `*`, `?`, `[…]`, `{a,b}`, and `**` for any number of folders.
///
/// Works on bytes, is case-sensitive, and takes time in proportion to pattern and path whatever both hold.
package struct Glob: Hashable, Sendable {
    /// Why a pattern cannot be read, in words for people.
    package struct SyntaxError: Error, Hashable {
        /// What is wrong with it.
        package var reason: String
    }

    /// The most patterns that braces may stand for.
    static let maximumAlternatives = 256

    let pattern: String
    let alternatives: [Alternative]

    /// Reads a pattern; `./` in front is ignored.
    package init(_ pattern: String) throws(SyntaxError) {
        self.pattern = pattern
        var bytes = Array(pattern.utf8)
        while bytes.starts(with: Array("./".utf8)) { bytes.removeFirst(2) }
        guard !bytes.isEmpty else { throw SyntaxError(reason: "empty glob") }
        var alternatives: [Alternative] = []
        for expanded in try Self.expandingBraces(bytes, depth: 0) {
            alternatives.append(try Alternative(expanded))
        }
        self.alternatives = alternatives
    }

    /// Whether the pattern matches a path, which is relative to the folder that the pattern is about.
    package func matches(_ path: [UInt8], ignoringCase: Bool = false) -> Bool {
        let path = ignoringCase ? path.map(Self.lowercased) : path
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return alternatives.contains {
            (ignoringCase ? $0.lowercased : $0).matches(segments)
        }
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func expandingBraces(
        _ bytes: [UInt8], depth: Int
    ) throws(SyntaxError) -> [[UInt8]] {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "{")) else {
            if bytes.contains(UInt8(ascii: "}")) { throw SyntaxError(reason: "`}` without `{`") }
            return [bytes]
        }
        guard depth < 16 else { throw SyntaxError(reason: "braces nested too deep") }
        var level = 0
        var parts: [[UInt8]] = [[]]
        for index in bytes.indices[open...] {
            let byte = bytes[index]
            if byte == UInt8(ascii: "{") { level += 1 }
            if byte == UInt8(ascii: "}") { level -= 1 }
            if level == 0 {
                var results: [[UInt8]] = []
                let tail = Array(bytes[(index + 1)...])
                for part in parts {
                    results += try expandingBraces(bytes[..<open] + part + tail, depth: depth + 1)
                    guard results.count <= maximumAlternatives else {
                        throw SyntaxError(reason: "more than \(maximumAlternatives) alternatives")
                    }
                }
                return results
            }
            if byte == UInt8(ascii: ","), level == 1 {
                parts.append([])
            } else if index > open {
                parts[parts.count - 1].append(byte)
            }
        }
        throw SyntaxError(reason: "`{` without `}`")
    }
}

extension Glob {
    /// One pattern without braces.
    struct Alternative: Hashable {
        /// What one folder or file name must look like.
        enum Segment: Hashable {
            case literal([UInt8])
            case pattern([Item])
            /// `**`
            case anyFolders
        }

        /// One thing in a name.
        enum Item: Hashable {
            case byte(UInt8)
            case anyByte
            case anyBytes
            case oneOf([ClosedRange<UInt8>], isNegated: Bool)
        }

        var segments: [Segment]

        init(_ bytes: [UInt8]) throws(SyntaxError) {
            segments = []
            for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
                segments.append(try Self.segment(part))
            }
            guard !segments.isEmpty else { throw SyntaxError(reason: "empty glob") }
        }

        private static func segment(_ part: ArraySlice<UInt8>) throws(SyntaxError) -> Segment {
            if part.elementsEqual("**".utf8) { return .anyFolders }
            var items: [Item] = []
            var rest = part
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "*"):
                    if items.last != .anyBytes { items.append(.anyBytes) }
                case UInt8(ascii: "?"): items.append(.anyByte)
                case UInt8(ascii: "["): items.append(try characterClass(&rest))
                default: items.append(.byte(byte))
                }
            }
            let literal = items.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
            return literal.count == items.count ? .literal(literal) : .pattern(items)
        }

        private static func characterClass(
            _ rest: inout ArraySlice<UInt8>
        ) throws(SyntaxError) -> Item {
            var isNegated = false
            if let first = rest.first, first == UInt8(ascii: "!") || first == UInt8(ascii: "^") {
                isNegated = true
                rest.removeFirst()
            }
            var ranges: [ClosedRange<UInt8>] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "]"), !ranges.isEmpty {
                    return .oneOf(ranges, isNegated: isNegated)
                }
                let isRange =
                    rest.first == UInt8(ascii: "-") && rest.dropFirst().first != UInt8(ascii: "]")
                if isRange, let upper = rest.dropFirst().first {
                    guard byte <= upper else { throw SyntaxError(reason: "range upside down") }
                    ranges.append(byte...upper)
                    rest = rest.dropFirst(2)
                } else {
                    ranges.append(byte...byte)
                }
            }
            throw SyntaxError(reason: "`[` without `]`")
        }

        /// Whether the segments of a path fit, `**` standing for as many as it takes.
        func matches(_ path: [ArraySlice<UInt8>]) -> Bool {
            var segment = 0
            var position = 0
            var retry: (segment: Int, position: Int)?
            while position < path.count {
                if segment < segments.count, segments[segment] == .anyFolders {
                    retry = (segment, position)
                    segment += 1
                    // At the end `**` stands for at least one name: `a/**` is what lies below `a`.
                    if segment == segments.count { return true }
                } else if segment < segments.count, segments[segment].matches(path[position]) {
                    segment += 1
                    position += 1
                } else if let last = retry {
                    retry = (last.segment, last.position + 1)
                    segment = last.segment + 1
                    position = last.position + 1
                } else {
                    return false
                }
            }
            return segment == segments.count
        }

        /// The same pattern for names in lower case.
        var lowercased: Alternative {
            var copy = self
            copy.segments = segments.map { segment in
                switch segment {
                case .literal(let bytes): .literal(bytes.map(Glob.lowercased))
                case .pattern(let items):
                    .pattern(
                        items.map { item in
                            if case .byte(let byte) = item {
                                .byte(Glob.lowercased(byte))
                            } else {
                                item
                            }
                        })
                case .anyFolders: .anyFolders
                }
            }
            return copy
        }

        /// The name that a matching file has; nil when there are several.
        var fileName: [UInt8]? {
            if case .literal(let name) = segments.last { name } else { nil }
        }

        /// The extension that a matching file has, without the dot; nil when there are several.
        var fileExtension: [UInt8]? {
            guard case .pattern(let items) = segments.last else { return nil }
            var tail: [UInt8] = []
            for item in items.reversed() {
                guard case .byte(let byte) = item else { return nil }
                if byte == UInt8(ascii: ".") { return tail.reversed() }
                tail.append(byte)
            }
            return nil
        }
    }
}

extension Glob.Alternative.Segment {
    /// Whether one name fits.
    fileprivate func matches(_ name: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .literal(let bytes): return name.elementsEqual(bytes)
        case .anyFolders: return true
        case .pattern(let items): return items.match(name)
        }
    }
}

extension [Glob.Alternative.Item] {
    /// Whether the items are the whole text; takes time in proportion to both.
    func match(_ text: ArraySlice<UInt8>) -> Bool {
        var item = 0
        var position = text.startIndex
        // Where the last star stands, and how much of the text it has taken so far.
        var retry: (item: Int, position: Int)?
        while position < text.endIndex {
            if item < count, self[item] == .anyBytes {
                retry = (item, position)
                item += 1
            } else if item < count, self[item].matches(text[position]) {
                item += 1
                position += 1
            } else if let last = retry {
                retry = (last.item, last.position + 1)
                item = last.item + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return self[item...].allSatisfy { $0 == .anyBytes }
    }
}

extension Glob.Alternative.Item {
    fileprivate func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let wanted): wanted == byte
        case .anyByte: true
        case .anyBytes: false
        case .oneOf(let ranges, let isNegated):
            ranges.contains { $0.contains(byte) } != isNegated
        }
    }
}
