/// Reads GraphQL documents.
struct GraphQLParser {
    private var lexer: GraphQLLexer
    private var token = GraphQLLexer.Token.end
    private var place = GraphQLDocument.Place(line: 1, column: 1)
    private var depth = 0

    /// Reads a document.
    static func parse(_ text: String) throws -> GraphQLDocument {
        var parser = GraphQLParser(lexer: GraphQLLexer(text))
        try parser.advance()
        return try parser.document()
    }

    private init(lexer: GraphQLLexer) { self.lexer = lexer }

    private mutating func advance() throws {
        place = lexer.place
        token = try lexer.next()
    }

    private var mistake: GraphQLMistake {
        let found =
            switch token {
            case .name(let text), .mark(let text): "\"\(text)\""
            case .string: "a string"
            case .number: "a number"
            case .end: "end of file"
            }
        return GraphQLMistake(
            message: "Parse error on \(found) at [\(place.line), \(place.column)]", place: place)
    }

    private mutating func takes(_ mark: String) throws -> Bool {
        guard token == .mark(mark) else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ mark: String) throws {
        guard try takes(mark) else { throw mistake }
    }

    private mutating func name() throws -> String {
        guard case .name(let name) = token else { throw mistake }
        try advance()
        return name
    }

    private mutating func document() throws -> GraphQLDocument {
        var document = GraphQLDocument()
        while token != .end {
            if token == .mark("{") {
                document.operations.append(
                    .init(kind: "query", name: nil, variables: [:], selections: try selections()))
                continue
            }
            let kind = try name()
            switch kind {
            case "fragment":
                let fragment = try name()
                guard try name() == "on" else { throw mistake }
                document.fragments[fragment] = .init(type: try name(), selections: try selections())
            case "query", "mutation":
                var title: String?
                if case .name(let text) = token {
                    title = text
                    try advance()
                }
                let variables = try variables()
                _ = try directives()
                document.operations.append(
                    .init(
                        kind: kind, name: title, variables: variables, selections: try selections())
                )
            default: throw mistake
            }
        }
        return document
    }

    private mutating func variables() throws -> [String: GraphQLDocument.Variable] {
        guard try takes("(") else { return [:] }
        var variables: [String: GraphQLDocument.Variable] = [:]
        while try !takes(")") {
            try expect("$")
            let title = try name()
            try expect(":")
            let isRequired = try type()
            let usual = try takes("=") ? try value() : nil
            variables[title] = .init(isRequired: isRequired && usual == nil, usual: usual)
        }
        return variables
    }

    /// Reads a type; true when it may not be null.
    private mutating func type() throws -> Bool {
        if try takes("[") {
            _ = try type()
            try expect("]")
        } else {
            _ = try name()
        }
        return try takes("!")
    }

    private mutating func selections() throws -> [GraphQLDocument.Selection] {
        try expect("{")
        depth += 1
        guard depth < 32 else { throw mistake }
        defer { depth -= 1 }
        var selections: [GraphQLDocument.Selection] = []
        while try !takes("}") { selections.append(try selection()) }
        return selections
    }

    private mutating func selection() throws -> GraphQLDocument.Selection {
        if try takes("...") {
            if case .name(let text) = token, text != "on" {
                try advance()
                _ = try directives()
                return .spread(text)
            }
            var type: String?
            if token == .name("on") {
                try advance()
                type = try name()
            }
            return .inline(type: type, directives: try directives(), selections: try selections())
        }
        let place = place
        var title = try name()
        var alias: String?
        if try takes(":") {
            alias = title
            title = try name()
        }
        let arguments = try arguments()
        let directives = try directives()
        let inner = token == .mark("{") ? try selections() : []
        return .field(
            .init(
                alias: alias, name: title, arguments: arguments, directives: directives,
                selections: inner, place: place))
    }

    private mutating func directives() throws -> [GraphQLDocument.Directive] {
        var directives: [GraphQLDocument.Directive] = []
        while try takes("@") {
            directives.append(.init(name: try name(), condition: try arguments()["if"]))
        }
        return directives
    }

    private mutating func arguments() throws -> [String: GraphQLDocument.Value] {
        guard try takes("(") else { return [:] }
        var arguments: [String: GraphQLDocument.Value] = [:]
        while try !takes(")") {
            let title = try name()
            try expect(":")
            arguments[title] = try value()
        }
        return arguments
    }

    private mutating func value() throws -> GraphQLDocument.Value {
        depth += 1
        guard depth < 32 else { throw mistake }
        defer { depth -= 1 }
        let current = token
        try advance()
        switch current {
        case .number(let number): return .constant(number)
        case .string(let text): return .constant(.string(text))
        case .name("true"): return .constant(.bool(true))
        case .name("false"): return .constant(.bool(false))
        case .name("null"): return .constant(.null)
        case .name(let word): return .constant(.string(word))
        case .mark("$"): return .variable(try name())
        case .mark("["):
            var items: [GraphQLDocument.Value] = []
            while try !takes("]") { items.append(try value()) }
            return .list(items)
        case .mark("{"):
            var members: [String: GraphQLDocument.Value] = [:]
            while try !takes("}") {
                let title = try name()
                try expect(":")
                members[title] = try value()
            }
            return .object(members)
        case .mark, .end: throw mistake
        }
    }
}
