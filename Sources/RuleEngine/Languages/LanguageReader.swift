/// Reads `language.yaml`.
struct LanguageReader {
    let others: LanguageCatalog

    /// The language of a folder; nil, with mistakes noted, when its description is malformed.
    func language(_ root: Field, name folder: String) -> Language? {
        guard let keys = root.mapping(LanguageFormat.language) else { return nil }
        RuleReader.checkHeader(keys, kind: "Language")
        guard let field = keys.required("name"), let name = field.text() else { return nil }
        if name != folder { field.fail("the name `\(name)` is not the folder's, `\(folder)`") }
        let isName = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        if !isName || name.isEmpty { field.fail("a language's name is lower-case") }
        var language =
            keys["extends"]?.text().flatMap { others[$0] } ?? Language(name: name, grammar: name)
        language.name = name
        language.grammar = keys["grammar"]?.text() ?? name
        language.grammars = keys["grammars"].map(texts) ?? [:]
        language.extensions = keys.required("extensions")?.texts() ?? []
        for ending in language.extensions where ending.hasPrefix(".") || ending.isEmpty {
            keys["extensions"]?.fail("an ending is written without its dot")
        }
        if let manifests = keys["manifests"] { language.manifests = manifests.texts() }
        if let comments = keys["comments"]?.mapping(LanguageFormat.comments) {
            language.lineComments = comments["line"]?.texts() ?? []
        }
        if let strings = keys["strings"] { language.strings = self.strings(strings) }
        if let imports = keys["imports"] { language.imports = self.imports(imports) }
        if let routes = keys["routes"]?.mapping(LanguageFormat.routes) {
            language.routes = Language.Routes(
                anyMethod: Set(routes["any_method"]?.texts() ?? []),
                methods: routes["methods"].map(texts) ?? [:])
        }
        if let blocks = keys["blocks"] { language.blocks = Set(blocks.texts()) }
        if let lists = keys["lists"] { language.lists = Set(lists.texts()) }
        if let kinds = keys["definitions"] { language.definitions = Set(kinds.texts()) }
        return language
    }

    private func strings(_ field: Field) -> Language.Strings {
        guard let keys = field.mapping(LanguageFormat.strings) else { return Language.Strings() }
        let quotes = keys.required("quotes")?.texts() ?? []
        return Language.Strings(
            kinds: Set(keys.required("kinds")?.texts() ?? []),
            quotes: quotes.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count },
            raw: Set(keys["raw"]?.texts() ?? []),
            interpolation: keys["interpolation"]?.texts() ?? [])
    }

    private func imports(_ field: Field) -> Language.Imports {
        guard let keys = field.mapping(LanguageFormat.imports) else { return Language.Imports() }
        let imports = Language.Imports(
            binding: keys.required("binds")?.choice(Language.Binding.self) ?? .nothing,
            style: keys["style"]?.choice(Language.ImportStyle.self),
            statement: keys["statement"]?.text(),
            droppedPrefixes: keys["drop_prefixes"]?.texts() ?? [])
        let hasModule = imports.statement?.contains("{{module}}") ?? false
        if imports.style == .lines, !hasModule {
            field.fail("`lines` needs a `statement` with {{module}} in it")
        }
        return imports
    }

    private func texts(_ field: Field) -> [String: String] {
        Dictionary(
            field.members().compactMap { key, value in value.text().map { (key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
