internal import Basics
internal import Documents

/// A language whose queries are compiled with the grammars that are there.
struct CompiledLanguage: Sendable {
    let language: Language
    /// The queries of the forms by grammar; none for a grammar that is missing.
    private let forms: [String: LanguageQueries]
    /// The other queries by name, then by grammar.
    private let named: [String: [String: SyntaxQuery]]

    /// Compiles what there are grammars for.
    ///
    /// - Throws: every query that cannot be compiled.
    init(_ language: Language, grammars: GrammarLibrary) throws(RulePackErrors) {
        self.language = language
        var forms: [String: LanguageQueries] = [:]
        var named: [String: [String: SyntaxQuery]] = [:]
        var errors: [RulePackError] = []
        let formNames = Set(language.formQueries.map(\.name))
        for name in language.allGrammars {
            guard let grammar = grammars.grammar(for: name) else { continue }
            do throws(RulePackErrors) {
                forms[name] = try LanguageQueries(language, grammar: grammar)
            } catch {
                errors += error.errors
            }
            for (query, source) in language.queries.sorted(by: { $0.key < $1.key })
            where !formNames.contains(query) {
                do throws(DocumentError) {
                    named[query, default: [:]][name] = try SyntaxQuery(
                        source: source.text, grammar: grammar)
                } catch {
                    errors.append(
                        RulePackError(
                            location: SourceLocation(
                                file: source.path, line: error.position.line,
                                column: error.position.column), message: error.reason))
                }
            }
        }
        guard errors.isEmpty else { throw RulePackErrors(errors) }
        self.forms = forms
        self.named = named
    }

    /// The queries for the forms in a file; nil when its grammar is missing.
    func forms(forFileNamed name: String) -> LanguageQueries? {
        forms[language.grammar(ofFileNamed: name)]
    }

    /// A query by name, and the grammar that a file is read with; nil when it is missing.
    func query(_ query: String, forFileNamed name: String) -> (SyntaxQuery, LanguageQueries)? {
        let grammar = language.grammar(ofFileNamed: name)
        guard let forms = forms[grammar], let query = named[query]?[grammar] else { return nil }
        return (query, forms)
    }
}
