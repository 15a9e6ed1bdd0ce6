internal import Documents
internal import Snapshots

/// Whether two texts of a file mean the same to whatever reads it: the test of what a variant may do.
struct MeaningComparison {
    let grammars: GrammarLibrary
    let languages: LanguageCatalog

    /// Whether both can be read and say the same, comments and the text of strings that go over several lines aside.
    func isSame(_ left: [UInt8], _ right: [UInt8], of path: RepositoryPath) -> Bool {
        let name = path.description
        if let language = languages.language(of: path),
            let grammar = grammars.grammar(for: language.grammar(ofFileNamed: path.lastComponent))
        {
            guard let tokens = Self.tokens(left, grammar) else { return false }
            return tokens == Self.tokens(right, grammar)
        }
        if let format = DataFormat.of(fileName: name) {
            guard let values = Self.values(left, format) else { return false }
            return values == Self.values(right, format)
        }
        if DependencyManifest.ecosystem(ofFileName: name) != nil {
            return Self.dependencies(left, name) == Self.dependencies(right, name)
        }
        return true
    }

    private static func values(_ bytes: [UInt8], _ format: DataFormat) -> [DataValue]? {
        (try? DataDocument(parsing: bytes, format: format))?.roots.map(\.value)
    }

    private static func dependencies(_ bytes: [UInt8], _ name: String) -> [[String]]? {
        (try? DependencyManifest(parsing: bytes, fileName: name))?.dependencies.map {
            [$0.name, $0.specifier, $0.marker ?? ""] + $0.extras
        }
    }

    /// The tokens but comments; nil for a text that does not parse.
    private static func tokens(_ bytes: [UInt8], _ grammar: Grammar) -> [String]? {
        guard let tree = try? SyntaxTree(parsing: bytes, grammar: grammar), !tree.hasErrors else {
            return nil
        }
        var tokens: [String] = []
        var stack = [tree.root]
        while let node = stack.popLast() {
            let children = node.children
            if !children.isEmpty {
                stack += children.reversed()
            } else if node.kind != "comment", !node.range.isEmpty {
                let text = node.text
                let isLong = text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
                tokens.append(isLong ? "\(node.kind) \(text.split { $0.isNewline }.count)" : text)
            }
        }
        return tokens
    }
}
