internal import Basics
internal import Documents
internal import FoundationEssentials

/// The named queries of one language, which the readable forms of `code` are made of.
struct LanguageQueries: Sendable {
    /// The queries that a language needs for the forms of `code`.
    static let names = [
        "assign_call", "call", "class", "constant", "def", "import", "kwarg", "route",
    ]

    let grammar: Grammar
    private let queries: [String: SyntaxQuery]

    /// Compiles the queries of a folder, one in each file.
    init(folder: String, grammar: Grammar) throws(RulePackErrors) {
        self.grammar = grammar
        var queries: [String: SyntaxQuery] = [:]
        var errors: [RulePackError] = []
        for name in Self.names {
            let file = "\(folder)/\(name).scm"
            guard let data = FileManager.default.contents(atPath: file) else {
                errors.append(RulePackError(file: file, message: "there is no such file"))
                continue
            }
            do throws(DocumentError) {
                let source = String(decoding: data, as: UTF8.self)
                queries[name] = try SyntaxQuery(source: source, grammar: grammar)
            } catch {
                errors.append(
                    RulePackError(
                        location: SourceLocation(
                            file: file, line: error.position.line, column: error.position.column),
                        message: error.reason))
            }
        }
        guard errors.isEmpty else { throw RulePackErrors(errors) }
        self.queries = queries
    }

    /// The matches of a query in a tree.
    func matches(of name: String, in tree: SyntaxTree) -> [SyntaxMatch] {
        queries[name]?.matches(in: tree) ?? []
    }
}

extension RulePackError {
    /// A mistake that concerns a file as a whole.
    init(file: String, message: String) {
        self.init(location: SourceLocation(file: file, line: 1, column: 1), message: message)
    }
}
