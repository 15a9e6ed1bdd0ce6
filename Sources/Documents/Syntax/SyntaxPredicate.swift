/// A condition on the text of captured nodes; the C library reads predicates but leaves them to us.
struct SyntaxPredicate: Sendable {
    enum Operand: Sendable {
        case capture(UInt32)
        case text(String)
    }

    /// What is wrong with a predicate.
    struct Problem: Error {
        let pattern: UInt32
        let reason: String
    }

    private enum Condition: Sendable {
        case equalsText([UInt8])
        case equalsCapture(UInt32)
        case matches(ExtendedRegex)
        case isAnyOf([[UInt8]])
    }

    let capture: UInt32
    private let condition: Condition
    private let isNegated: Bool

    /// The predicate of one `(#name? …)`; nil for `#set!`, which asserts nothing.
    init?(_ operands: [Operand], pattern: UInt32) throws(Problem) {
        guard case .text(let name)? = operands.first else {
            throw Problem(pattern: pattern, reason: "a predicate has no name")
        }
        if name == "set!" { return nil }
        guard operands.count > 1, case .capture(let capture) = operands[1] else {
            throw Problem(pattern: pattern, reason: "#\(name) needs a capture first")
        }
        self.capture = capture
        isNegated = name.hasPrefix("not-")
        let rest = operands.dropFirst(2)
        switch isNegated ? String(name.dropFirst(4)) : name {
        case "eq?":
            guard rest.count == 1, let operand = rest.first else {
                throw Problem(pattern: pattern, reason: "#\(name) takes two operands")
            }
            switch operand {
            case .text(let text): condition = .equalsText(Array(text.utf8))
            case .capture(let other): condition = .equalsCapture(other)
            }
        case "match?":
            guard rest.count == 1, case .text(let text)? = rest.first else {
                throw Problem(pattern: pattern, reason: "#\(name) takes a capture and a string")
            }
            guard let regex = ExtendedRegex(text) else {
                throw Problem(
                    pattern: pattern, reason: "`\(text)` is no POSIX extended regular expression")
            }
            condition = .matches(regex)
        case "any-of?":
            condition = .isAnyOf(try Self.texts(rest, name: name, pattern: pattern))
        default: throw Problem(pattern: pattern, reason: "unknown predicate #\(name)")
        }
    }

    private static func texts(
        _ operands: ArraySlice<Operand>, name: String, pattern: UInt32
    ) throws(Problem) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for operand in operands {
            guard case .text(let text) = operand else {
                throw Problem(pattern: pattern, reason: "#\(name) takes strings after its capture")
            }
            texts.append(Array(text.utf8))
        }
        return texts
    }

    /// A text that stands in every node that meets the condition; nil when that cannot be said.
    var requiredText: String? {
        guard !isNegated else { return nil }
        switch condition {
        case .equalsText(let text): return String(decoding: text, as: UTF8.self)
        case .matches(let regex): return regex.requiredText
        case .equalsCapture, .isAnyOf: return nil
        }
    }

    /// Whether each node of the capture meets the condition, or fails it when negated.
    func holds(for nodes: [(index: UInt32, node: SyntaxNode)]) -> Bool {
        nodes.allSatisfy { index, node in
            index != capture || meets(node, among: nodes) != isNegated
        }
    }

    private func meets(_ node: SyntaxNode, among nodes: [(index: UInt32, node: SyntaxNode)]) -> Bool
    {
        let bytes = node.tree.source.bytes
        let range = node.range
        switch condition {
        case .equalsText(let text): return bytes[range].elementsEqual(text)
        case .isAnyOf(let texts): return texts.contains { bytes[range].elementsEqual($0) }
        case .matches(let regex): return regex.matches(bytes, in: range)
        case .equalsCapture(let other):
            guard let partner = nodes.first(where: { $0.index == other })?.node else {
                return false
            }
            return bytes[range].elementsEqual(bytes[partner.range])
        }
    }
}
