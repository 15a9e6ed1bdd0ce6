internal import Basics
internal import Documents

/// The queries of one language for the readable forms of `code`, compiled with one grammar.
///
/// They are compiled into one, so that a file's tree is walked once for all of them.
struct LanguageQueries: Sendable {
    let language: Language
    let grammar: Grammar
    private let query: SyntaxQuery
    /// The name of the query that each pattern is of.
    private let patternNames: [String]

    /// Compiles the queries of a language.
    init(_ language: Language, grammar: Grammar) throws(RulePackErrors) {
        self.language = language
        self.grammar = grammar
        let files = language.formQueries
        var starts: [Int] = []
        var source = ""
        for file in files {
            starts.append(source.utf8.count)
            source += file.query.text + "\n"
        }
        do throws(DocumentError) {
            query = try SyntaxQuery(source: source, grammar: grammar)
        } catch {
            guard let number = starts.lastIndex(where: { $0 <= error.position.offset }) else {
                throw RulePackErrors([
                    RulePackError(file: "\(language.name)", message: error.reason)
                ])
            }
            let above = files[..<number].reduce(0) { $0 + $1.query.lineEnds + 1 }
            let location = SourceLocation(
                file: files[number].query.path, line: error.position.line - above,
                column: error.position.column)
            throw RulePackErrors([RulePackError(location: location, message: error.reason)])
        }
        patternNames = query.patternStarts.map { start in
            starts.lastIndex { $0 <= start }.map { files[$0].name } ?? ""
        }
    }

    /// The matches in a tree, by the name of their query, in the order of the file.
    func matches(in tree: SyntaxTree) -> [String: [SyntaxMatch]] {
        var found: [String: [SyntaxMatch]] = [:]
        for match in query.matches(in: tree) {
            found[patternNames[match.pattern], default: []].append(match)
        }
        return found
    }
}

extension Language.Query {
    fileprivate var lineEnds: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }
}

extension RulePackError {
    /// A mistake that concerns a file as a whole.
    init(file: String, message: String) {
        self.init(location: SourceLocation(file: file, line: 1, column: 1), message: message)
    }
}
