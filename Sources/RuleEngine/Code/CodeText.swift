internal import Documents

/// The text of nodes, as a language's description says to read it.
struct CodeText {
    /// The most arguments of a call that are looked at.
    static let argumentLimit = 64
    private static let nameLimit = 512
    private static let stringLimit = 4096

    let language: Language

    /// A dotted name as written, or `().name` for a member of anything else.
    func name(of node: SyntaxNode) -> String {
        guard node.range.count <= Self.nameLimit else { return "()" }
        var text = withoutSpace(node)
        // Type arguments say nothing about which type it is.
        if text.hasSuffix(">") || text.hasSuffix("]"),
            let open = text.firstIndex(where: { $0 == "<" || $0 == "[" }), open != text.startIndex
        {
            text = String(text[..<open])
        }
        if Self.isName(text) { return text }
        let last = text.lastIndex(of: ".").map { String(text[text.index(after: $0)...]) } ?? ""
        return Self.isName(last) ? "()." + last : "()"
    }

    /// The text without white space; `?.` is written as a dot.
    func withoutSpace(_ node: SyntaxNode) -> String {
        guard node.range.count <= Self.stringLimit else { return "" }
        let text = String(decoding: node.text.utf8.filter { $0 > 0x20 }, as: UTF8.self)
        return text.contains("?.") ? text.split(separator: "?.").joined(separator: ".") : text
    }

    /// The content of a string that is plainly quoted; nil for any other node, and when something in it is computed
    /// or escaped.
    func content(of node: SyntaxNode) -> String? {
        guard language.strings.kinds.contains(node.kind), node.range.count <= Self.stringLimit
        else { return nil }
        let text = node.text
        for quote in language.strings.quotes where text.hasPrefix(quote) {
            guard text.utf8.count >= 2 * quote.utf8.count, text.hasSuffix(quote) else { return nil }
            let body = text.dropFirst(quote.count).dropLast(quote.count)
            if !language.strings.raw.contains(quote), body.contains("\\") { return nil }
            if language.strings.interpolation.contains(where: { body.contains($0) }) { return nil }
            return String(body)
        }
        return nil
    }

    /// What an argument is, where that can be said without running it.
    func argument(_ node: SyntaxNode) -> CodeModule.Argument {
        var argument = CodeModule.Argument(span: node.range, value: nil)
        if let text = content(of: node) {
            argument.value = .text(text)
        } else if node.range.count <= Self.nameLimit {
            let name = withoutSpace(node)
            if Self.isName(name) { argument.value = .name(name) }
        }
        return argument
    }

    /// The name that an import without an alias binds; nil for none.
    ///
    /// A version at the end of a module's path, as in `…/chi/v5` or `gopkg.in/yaml.v3`, is no part of the name.
    func binding(ofModule module: String) -> String? {
        var parts = module.split { $0 == "/" || $0 == "." }.map(String.init)
        switch language.imports.binding {
        case .nothing: return nil
        case .first: return parts.first
        case .last:
            if parts.count > 1, let last = parts.last, last.hasPrefix("v"), last.count > 1,
                last.dropFirst().allSatisfy(\.isNumber)
            {
                parts.removeLast()
            }
            return parts.last
        }
    }

    /// Whether text is a name, or several joined by dots.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                guard let first = part.unicodeScalars.first, !("0"..."9").contains(first) else {
                    return false
                }
                return part.unicodeScalars.allSatisfy {
                    $0 == "_" || $0 == "$" || $0 == "#" || $0 == "@" || $0.properties.isAlphabetic
                        || ("0"..."9").contains($0)
                }
            }
    }
}
