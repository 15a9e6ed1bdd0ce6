/// Whether two path patterns can match one path: yes when in doubt.
struct GlobOverlap {
    /// A byte of a pattern, or what stands for some.
    private enum Token: Hashable {
        case byte(UInt8)
        case anyByte
        /// Any number of bytes within a folder.
        case anyName
        /// Any number of bytes.
        case anything
    }

    private let left: [Token]
    private let right: [Token]

    /// Compares what two `touches` of patches may stand for; places for values can be anything.
    static func isPossible(_ left: Template, _ right: Template) -> Bool {
        GlobOverlap(left: tokens(left), right: tokens(right)).isPossible
    }

    private static func tokens(_ template: Template) -> [Token] {
        var tokens: [Token] = []
        for piece in template.pieces {
            guard case .text(let text) = piece else {
                tokens.append(.anything)
                continue
            }
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "*"):
                    let isDeep = rest.first == byte
                    if isDeep { rest = rest.dropFirst() }
                    // `**/` also stands for no folder at all.
                    if isDeep, rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
                    tokens.append(isDeep ? .anything : .anyName)
                case UInt8(ascii: "?"): tokens.append(.anyByte)
                case UInt8(ascii: "["):
                    rest = rest.drop { $0 != UInt8(ascii: "]") }.dropFirst()
                    tokens.append(.anyByte)
                case UInt8(ascii: "{"):
                    rest = rest.drop { $0 != UInt8(ascii: "}") }.dropFirst()
                    tokens.append(.anything)
                default: tokens.append(.byte(byte))
                }
            }
        }
        return tokens
    }

    /// Walks over all pairs of places at once, so that no pattern takes long.
    private var isPossible: Bool {
        var row = Array(repeating: false, count: right.count + 1)
        for i in (0...left.count).reversed() {
            var current = Array(repeating: false, count: right.count + 1)
            for j in (0...right.count).reversed() {
                current[j] = holds(i, j, current: current, below: row)
            }
            row = current
        }
        return row[0]
    }

    private func holds(_ i: Int, _ j: Int, current: [Bool], below: [Bool]) -> Bool {
        let first = i < left.count ? left[i] : nil
        let second = j < right.count ? right[j] : nil
        if first == nil, second == nil { return true }
        if let first, Self.isOpen(first) {
            if below[j] { return true }
            if let second, Self.isOpen(second) || first == .anything || !Self.isSlash(second) {
                return current[j + 1]
            }
            return false
        }
        if let second, Self.isOpen(second) {
            if current[j + 1] { return true }
            if let first, second == .anything || !Self.isSlash(first) { return below[j] }
            return false
        }
        guard let first, let second else { return false }
        let isSame = first == second || first == .anyByte || second == .anyByte
        return isSame && below[j + 1]
    }

    private static func isOpen(_ token: Token) -> Bool { token == .anyName || token == .anything }
    private static func isSlash(_ token: Token) -> Bool { token == .byte(UInt8(ascii: "/")) }
}
