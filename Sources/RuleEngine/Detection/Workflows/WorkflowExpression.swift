internal import Documents

/// A `${{ … }}` of a workflow, as far as it matters whose text it stands for.
///
/// https://docs.github.com/actions/reference/workflows-and-actions/expressions
struct WorkflowExpression {
    /// What stands between the braces, without blanks around it.
    let text: String
    /// The place with its braces.
    let span: Range<Int>

    /// The expressions in a range of a file.
    static func all(in bytes: [UInt8], range: Range<Int>) -> [WorkflowExpression] {
        var found: [WorkflowExpression] = []
        var index = range.lowerBound
        while index + 5 <= range.upperBound {
            guard bytes[index..<index + 3].elementsEqual("${{".utf8) else {
                index += 1
                continue
            }
            guard let end = closing(of: bytes, from: index + 3, upTo: range.upperBound) else {
                break
            }
            let inside = bytes[(index + 3)..<(end - 2)]
            let text = String(decoding: inside, as: UTF8.self)
            found.append(WorkflowExpression(text: text.trimmed, span: index..<end))
            index = end
        }
        return found
    }

    /// Behind the `}}` that ends an expression; texts in quotes may hold braces.
    private static func closing(of bytes: [UInt8], from start: Int, upTo end: Int) -> Int? {
        var isQuoted = false
        var index = start
        while index + 1 < end {
            if bytes[index] == UInt8(ascii: "'") { isQuoted.toggle() }
            if !isQuoted, bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}") {
                return index + 2
            }
            index += 1
        }
        return nil
    }

    /// The context in the expression's value that anybody can fill with a text of their own; nil when there is none.
    var attackerContext: String? {
        for operand in operands(of: text) where !Self.isTruthValue(operand) {
            for context in Self.contexts(in: Self.withoutTruthFunctions(operand)) {
                if UntrustedContext.isUntrusted(context) { return context }
            }
            if let whole = UntrustedContext.serialised(in: operand) { return whole }
        }
        return nil
    }

    /// Whether the whole expression is one context, such as `github.head_ref`.
    var isPlainContext: Bool { Self.contexts(in: text) == [text] }

    /// What `||` and `&&` join, one of which is the value.
    private func operands(of text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var depth = 0
        var isQuoted = false
        var previous: Character = " "
        for character in text {
            if character == "'" { isQuoted.toggle() }
            if !isQuoted {
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                if depth == 0, character == previous, character == "|" || character == "&" {
                    current.removeLast()
                    parts.append(current)
                    current = ""
                    previous = " "
                    continue
                }
            }
            current.append(character)
            previous = character
        }
        return parts + [current]
    }

    /// Whether an operand can only be true or false.
    private static func isTruthValue(_ operand: String) -> Bool {
        let bare = withoutTexts(operand).trimmed
        return bare.hasPrefix("!") && !bare.hasPrefix("!=")
            || ["==", "!=", "<", ">"].contains { bare.contains($0) }
    }

    /// The operand without the calls whose value is true, false or a digest.
    private static func withoutTruthFunctions(_ operand: String) -> String {
        var result = withoutTexts(operand)
        for name in ["contains", "startswith", "endswith", "hashfiles", "fromjson"] {
            // What is read from JSON is looked at as a whole.
            if name == "fromjson" { continue }
            while let call = result.call(of: name) { result.replaceSubrange(call, with: "") }
        }
        return result
    }

    private static func withoutTexts(_ text: String) -> String {
        text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(
                separator: "''")
    }

    /// The dotted names in an expression; `a['b']` is `a.b`.
    private static func contexts(in text: String) -> [String] {
        var names: [String] = []
        var current = ""
        for character in text {
            if character.isLetter || character.isNumber || "._-*[]".contains(character) {
                current.append(character)
            } else if !current.isEmpty {
                names.append(current)
                current = ""
            }
        }
        if !current.isEmpty { names.append(current) }
        return names.filter { $0.contains(".") }
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Where a function is called, its arguments included; names of functions have no case.
    fileprivate func call(of name: String) -> Range<String.Index>? {
        let lower = lowercased()
        guard lower.utf8.count == utf8.count else { return nil }
        var search = lower.startIndex
        while let start = lower[search...].firstRange(ofText: name + "(") {
            var depth = 0
            var index = lower.index(start, offsetBy: name.count)
            while index < lower.endIndex {
                if lower[index] == "(" { depth += 1 }
                if lower[index] == ")" { depth -= 1 }
                index = lower.index(after: index)
                if depth == 0 {
                    let from = lower.utf8.distance(from: lower.startIndex, to: start)
                    let upTo = lower.utf8.distance(from: lower.startIndex, to: index)
                    return utf8.index(
                        startIndex, offsetBy: from)..<utf8.index(
                            startIndex, offsetBy: upTo)
                }
            }
            search = lower.index(after: start)
        }
        return nil
    }
}

extension Substring {
    /// Where a text starts; nil when it is not there.
    fileprivate func firstRange(ofText text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
