internal import Basics
internal import Documents
internal import FoundationEssentials

/// The named queries of one language, which the readable forms of `code` are made of.
///
/// They are compiled into one, so that a file's tree is walked once for all of them.
struct LanguageQueries: Sendable {
    /// The queries that a language needs for the forms of `code`.
    static let names = [
        "assign_call", "call", "class", "constant", "def", "import", "kwarg", "route",
    ]

    let grammar: Grammar
    private let query: SyntaxQuery
    /// The name of the query that each pattern is of.
    private let patternNames: [String]

    /// Compiles the queries of a folder, one in each file.
    init(folder: String, grammar: Grammar) throws(RulePackErrors) {
        self.grammar = grammar
        let files = try Self.read(folder)
        var starts: [Int] = []
        var source = ""
        for file in files {
            starts.append(source.utf8.count)
            source += file.text + "\n"
        }
        do throws(DocumentError) {
            query = try SyntaxQuery(source: source, grammar: grammar)
        } catch {
            let number = starts.lastIndex { $0 <= error.position.offset } ?? 0
            let above = files[..<number].reduce(0) { $0 + $1.lineEnds + 1 }
            let location = SourceLocation(
                file: files[number].path, line: error.position.line - above,
                column: error.position.column)
            throw RulePackErrors([RulePackError(location: location, message: error.reason)])
        }
        patternNames = query.patternStarts.map { start in
            Self.names[starts.lastIndex { $0 <= start } ?? 0]
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

    private struct File {
        var path: String
        var text: String

        var lineEnds: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }
    }

    private static func read(_ folder: String) throws(RulePackErrors) -> [File] {
        var files: [File] = []
        var errors: [RulePackError] = []
        for name in names {
            let path = "\(folder)/\(name).scm"
            if let data = FileManager.default.contents(atPath: path) {
                files.append(File(path: path, text: String(decoding: data, as: UTF8.self)))
            } else {
                errors.append(RulePackError(file: path, message: "there is no such file"))
            }
        }
        guard errors.isEmpty else { throw RulePackErrors(errors) }
        return files
    }
}

extension RulePackError {
    /// A mistake that concerns a file as a whole.
    init(file: String, message: String) {
        self.init(location: SourceLocation(file: file, line: 1, column: 1), message: message)
    }
}
