/// Text with places for values, and no logic.
///
/// A place is written `{{name}}`, `{{leaf.path}}` or `{{name|filter}}`.
package struct Template: Hashable, Sendable {
    /// A piece of a template.
    package enum Piece: Hashable, Sendable {
        case text(String)
        /// A name, perhaps with a dot, and the filters that its value goes through in order.
        case value(name: String, filters: [Filter])
    }

    /// How a value is written for the place where it goes.
    package enum Filter: Hashable, Sendable {
        case yaml, json, pystr, shell, upper, snake, kebab, pymodule
        /// Every line but the first stands this many blanks further in.
        case indent(Int)
    }

    /// Why a template cannot be read.
    package enum ParseError: Error, Hashable, Sendable {
        case unclosed
        case emptyName
        case unknownFilter(String)
    }

    package let pieces: [Piece]

    /// A template of these pieces.
    package init(pieces: [Piece]) { self.pieces = pieces }

    /// A template that is nothing but text.
    package init(literal text: String) { pieces = [.text(text)] }

    /// Reads a template; `${{ … }}`, GitHub's own expression, is text.
    package init(parsing text: String) throws(ParseError) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            literal += rest[..<open]
            rest = rest[open...]
            guard rest.hasPrefix("{{"), !literal.hasSuffix("$") else {
                literal.append(rest.removeFirst())
                if rest.first == "{", literal.hasSuffix("${") { literal.append(rest.removeFirst()) }
                continue
            }
            rest = rest.dropFirst(2)
            guard let close = rest.closingBraces else { throw .unclosed }
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = ""
            pieces.append(try Self.value(rest[..<close]))
            rest = rest[close...].dropFirst(2)
        }
        literal += rest
        if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
        self.pieces = pieces
    }

    private static func value(_ inside: Substring) throws(ParseError) -> Piece {
        let parts = inside.split(separator: "|", omittingEmptySubsequences: false)
            .map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        guard let name = parts.first, !name.isEmpty else { throw .emptyName }
        var filters: [Filter] = []
        for part in parts.dropFirst() {
            guard let filter = Filter(parsing: part) else { throw .unknownFilter(part) }
            filters.append(filter)
        }
        return .value(name: name, filters: filters)
    }

    /// The names that the template needs.
    package var names: [String] {
        pieces.compactMap { if case .value(let name, _) = $0 { name } else { nil } }
    }
}

extension Substring {
    /// Where the next `}}` starts.
    fileprivate var closingBraces: Index? {
        var index = startIndex
        while let brace = self[index...].firstIndex(of: "}") {
            let next = self.index(after: brace)
            if next < endIndex, self[next] == "}" { return brace }
            index = next
        }
        return nil
    }
}

extension Template {
    /// The template as its author wrote it, spaces within the braces aside.
    package var source: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let name, let filters):
                "{{\(([name] + filters.map(\.source)).joined(separator: "|"))}}"
            }
        }.joined()
    }
}

extension Template.Filter {
    /// How filters are written.
    package static let names = [
        "yaml", "json", "pystr", "shell", "upper", "snake", "kebab", "pymodule", "indent(n)",
    ]
    private static let plain: [String: Template.Filter] = [
        "yaml": .yaml, "json": .json, "pystr": .pystr, "shell": .shell, "upper": .upper,
        "snake": .snake, "kebab": .kebab, "pymodule": .pymodule,
    ]
    private static let deepest = 64

    /// A filter as templates write it; nil for another word.
    init?(parsing text: String) {
        if let filter = Self.plain[text] {
            self = filter
        } else if text.hasPrefix("indent("), text.hasSuffix(")"),
            let width = Int(text.dropFirst("indent(".count).dropLast()),
            (0...Self.deepest).contains(width)
        {
            self = .indent(width)
        } else {
            return nil
        }
    }

    /// The filter as templates write it.
    var source: String {
        if case .indent(let width) = self { return "indent(\(width))" }
        return Self.plain.first { $0.value == self }?.key ?? ""
    }
}
