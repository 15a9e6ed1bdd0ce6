/// Reads the structure of a regular expression.
struct PatternTreeReader {
    private static let depthLimit = 50
    var bytes: ArraySlice<UInt8>

    /// Branches up to the end of the group.
    mutating func choice(depth: Int) -> PatternTree {
        var branches: [PatternTree] = []
        var parts: [PatternTree] = []
        while let byte = bytes.first, byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "|") {
                bytes.removeFirst()
                branches.append(.sequence(parts))
                parts = []
            } else {
                let part = atom(depth: depth)
                parts.append(quantified(part))
            }
        }
        branches.append(.sequence(parts))
        return .choice(branches)
    }

    private mutating func atom(depth: Int) -> PatternTree {
        let byte = bytes.removeFirst()
        switch byte {
        case UInt8(ascii: "("): return group(depth: depth)
        case UInt8(ascii: "["): return characterClass()
        case UInt8(ascii: "\\"): return escape()
        case UInt8(ascii: "."): return .one(UInt8(ascii: "x"), isLiteral: false)
        case UInt8(ascii: "^"), UInt8(ascii: "$"): return .empty
        default: return .one(byte, isLiteral: true)
        }
    }

    private mutating func group(depth: Int) -> PatternTree {
        var isLookAround = false
        if bytes.first == UInt8(ascii: "?") {
            bytes.removeFirst()
            let head = bytes.prefix(2)
            if let first = head.first, "=!".utf8.contains(first) {
                isLookAround = true
                bytes.removeFirst()
            } else if head.elementsEqual("<=".utf8) || head.elementsEqual("<!".utf8) {
                isLookAround = true
                bytes.removeFirst(2)
            } else if let first = head.first, "P<'".utf8.contains(first) {
                let end = first == UInt8(ascii: "'") ? first : UInt8(ascii: ">")
                bytes = bytes.dropFirst().drop { $0 != end }.dropFirst()
            } else {
                // Flags, for the rest of the group or for what follows a colon.
                let rest = bytes.drop { !":)".utf8.contains($0) && $0 != UInt8(ascii: ">") }
                let end = rest.first
                bytes = rest
                if end == UInt8(ascii: ")") {
                    bytes.removeFirst()
                    return .empty
                }
                bytes = bytes.dropFirst()
            }
        }
        guard depth < Self.depthLimit else {
            bytes = []
            return .empty
        }
        let inside = choice(depth: depth + 1)
        bytes = bytes.dropFirst()
        return isLookAround ? .empty : inside
    }

    private mutating func characterClass() -> PatternTree {
        let isNegated = bytes.first == UInt8(ascii: "^")
        if isNegated { bytes.removeFirst() }
        var members: [UInt8] = []
        var isFirst = true
        while let byte = bytes.popFirst(), isFirst || byte != UInt8(ascii: "]") {
            isFirst = false
            if byte == UInt8(ascii: "\\"), let escaped = bytes.popFirst() {
                members.append(Self.example(ofEscape: escaped) ?? escaped)
            } else if byte == UInt8(ascii: "["), bytes.first == UInt8(ascii: ":") {
                bytes = bytes.drop { $0 != UInt8(ascii: "]") }.dropFirst()
                members.append(UInt8(ascii: "a"))
            } else {
                members.append(byte)
            }
        }
        guard isNegated else {
            return .one(members.first ?? UInt8(ascii: "a"), isLiteral: members.count == 1)
        }
        let other = "a0 -_/\"z".utf8.first { !members.contains($0) } ?? UInt8(ascii: "q")
        return .one(other, isLiteral: false)
    }

    private mutating func escape() -> PatternTree {
        guard let byte = bytes.popFirst() else { return .empty }
        switch byte {
        case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"),
            UInt8(ascii: "Z"), UInt8(ascii: "G"), UInt8(ascii: "K"), UInt8(ascii: "Q"),
            UInt8(ascii: "E"):
            return .empty
        case UInt8(ascii: "x"):
            let isBraced = bytes.first == UInt8(ascii: "{")
            let digits =
                isBraced ? bytes.dropFirst().prefix { $0 != UInt8(ascii: "}") } : bytes.prefix(2)
            bytes = bytes.dropFirst(digits.count + (isBraced ? 2 : 0))
            let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            return .one(value ?? UInt8(ascii: "x"), isLiteral: value != nil)
        default:
            if let example = Self.example(ofEscape: byte) {
                return .one(example, isLiteral: "nrt".utf8.contains(byte))
            }
            let isLetter = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            return .one(byte, isLiteral: !isLetter)
        }
    }

    /// A byte of a class such as `\w`; nil for an escape that stands for itself.
    private static func example(ofEscape byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "w"), UInt8(ascii: "S"), UInt8(ascii: "D"), UInt8(ascii: "N"):
            UInt8(ascii: "a")
        case UInt8(ascii: "d"): UInt8(ascii: "0")
        case UInt8(ascii: "s"), UInt8(ascii: "h"), UInt8(ascii: "W"): UInt8(ascii: " ")
        case UInt8(ascii: "H"): UInt8(ascii: "a")
        case UInt8(ascii: "R"), UInt8(ascii: "n"), UInt8(ascii: "v"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private mutating func quantified(_ part: PatternTree) -> PatternTree {
        guard let sign = bytes.first else { return part }
        var range: (minimum: Int, maximum: Int?)
        switch sign {
        case UInt8(ascii: "*"): range = (0, nil)
        case UInt8(ascii: "+"): range = (1, nil)
        case UInt8(ascii: "?"): range = (0, 1)
        case UInt8(ascii: "{"):
            guard let counts = counts else { return part }
            range = counts
            bytes = bytes.drop { $0 != UInt8(ascii: "}") }
        default: return part
        }
        bytes = bytes.dropFirst()
        let isPossessive = bytes.first == UInt8(ascii: "+")
        if isPossessive || bytes.first == UInt8(ascii: "?") { bytes.removeFirst() }
        return .repeated(
            part, minimum: range.minimum, maximum: range.maximum, isPossessive: isPossessive)
    }

    /// The counts in braces; nil for braces that stand for themselves.
    private var counts: (minimum: Int, maximum: Int?)? {
        let inside = bytes.dropFirst().prefix { $0 != UInt8(ascii: "}") }
        let parts = inside.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let first = parts.first, let minimum = Int(first), parts.count <= 2 else {
            return nil
        }
        return (minimum, parts.count == 1 ? minimum : Int(parts[1]))
    }
}
