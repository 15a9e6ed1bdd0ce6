/// The reference of every key as Markdown, made from the table that the reader uses.
package enum ConfigurationManual {
    /// The part of docs/configuration.md that is generated.
    package static var markdown: String {
        var text = ""
        for path in ConfigurationTable.paths {
            text += "### `\(path.path)`\n\n\(path.key.summary)\n\n"
            text += "- type: \(path.key.kind.words)\(path.key.isRequired ? ", required" : "")\n"
            text += "- default: \(path.key.builtIn.map { "`\($0)`" } ?? "none")\n"
            text += "- stands in: \(path.key.place.words)"
            if path.key.isAppendable { text += "; `add-\(path.key.name)` appends to lower layers" }
            text += "\n"
            if path.key.strictness != nil { text += "- `enforce` may let it be tightened only\n" }
            if let waits = path.key.waitsFor {
                text +=
                    "- read, checked and shown; nothing acts on it yet, for it waits for \(waits)\n"
            }
            text += "- example: `\(path.key.name): \(path.key.example)`\n\n"
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }
}

extension ConfigurationKey.Place {
    /// Where a key may stand, in words.
    fileprivate var words: String {
        switch self {
        case .everywhere: "every layer"
        case .files: "a repository's file, a preset, and the organization's file"
        case .repository: "a repository's file"
        }
    }
}
