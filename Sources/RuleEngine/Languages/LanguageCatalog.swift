internal import Basics
internal import Snapshots

/// The languages that rules can name.
struct LanguageCatalog: Hashable, Sendable {
    private(set) var languages: [String: Language]

    /// A catalog of some languages.
    init(_ languages: [Language] = []) {
        self.languages = Dictionary(
            languages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A language by name.
    subscript(name: String) -> Language? { languages[name] }

    /// The names, sorted.
    var names: [String] { languages.keys.sorted() }

    /// All languages, sorted by name.
    var all: [Language] { names.compactMap { languages[$0] } }

    /// Over all languages with their queries.
    var digest: Digest {
        .framed(
            all.flatMap { language in
                [language.name, language.description?.hex ?? "", "\(language.queries.count)"]
                    + language.queries.sorted { $0.key < $1.key }.flatMap {
                        [$0.key, $0.value.text]
                    }
            })
    }

    /// This catalog with the languages of another, which go before its own.
    func merging(_ other: LanguageCatalog) -> LanguageCatalog {
        var merged = self
        merged.languages.merge(other.languages) { _, new in new }
        return merged
    }

    /// The endings of a language's files; none for a language that is not known.
    func extensions(of name: String) -> [String] { languages[name]?.extensions ?? [] }

    /// The language of a file by its name; nil for a file of none.
    func language(of path: RepositoryPath) -> Language? {
        let ending = Language.ending(of: path.lastComponent)
        return all.first { $0.extensions.contains(ending) }
    }

    /// Files whose folder is a component; first those of the preferred languages.
    func manifestNames(preferring preferred: [String] = []) -> [String] {
        var names: [String] = []
        let others = all.map(\.name).filter { !preferred.contains($0) }
        for name in (preferred + others).flatMap({ languages[$0]?.manifests ?? [] })
        where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}
