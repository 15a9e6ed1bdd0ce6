internal import Documents
internal import Snapshots

/// The keys of YAML and TOML are written in double quotes.
struct KeyQuotingTransform: TextTransform {
    let meaning: MeaningComparison

    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        guard let format = Self.format(of: path) else { return nil }
        let bytes = Self.rewritten(source.bytes, format: format) { key, text in
            Self.isPlain(text) && text == key ? "\"\(key)\"" : nil
        }
        guard bytes != source.bytes, meaning.isSame(source.bytes, bytes, of: path) else {
            return nil
        }
        return TransformedText(bytes: bytes)
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        guard let format = Self.format(of: path) else { return (after, actual) }
        func plain(_ bytes: [UInt8]) -> [UInt8] {
            Self.rewritten(bytes, format: format) { key, text in
                text == "\"\(key)\"" && Self.isPlain(key) ? key : nil
            }
        }
        return (plain(after), plain(actual))
    }

    private static func format(of path: RepositoryPath) -> DataFormat? {
        let format = DataFormat.of(fileName: path.description)
        return format == .yaml || format == .toml ? format : nil
    }

    /// Whether a key is one word that means the same with and without quotes.
    private static func isPlain(_ text: String) -> Bool {
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isWord && text.utf8.first.map { !(0x30...0x39).contains($0) && $0 != 0x2D } ?? false
    }

    /// A text whose keys are written as a function says; as it is when it cannot be read.
    private static func rewritten(
        _ bytes: [UInt8], format: DataFormat, _ rewrite: (String, String) -> String?
    ) -> [UInt8] {
        guard let document = try? DataDocument(parsing: bytes, format: format) else { return bytes }
        var edits: Set<TextEdit> = []
        var stack = document.roots
        while let node = stack.popLast() {
            for member in node.members {
                let text = document.source.text(member.keySpan)
                if let new = rewrite(member.key, text) {
                    edits.insert(TextEdit(range: member.keySpan, replacement: Array(new.utf8)))
                }
            }
            // What an anchor names is shared, and would be walked again for each alias.
            if !node.features.contains(.alias) { stack += node.members.map(\.value) + node.items }
        }
        return (try? edits.applied(to: bytes)) ?? bytes
    }
}
