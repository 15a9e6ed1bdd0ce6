extension DataDocument {
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

extension DataDocument {
    func inserting(_ value: DataValue, to path: DataPath, at index: Int) throws(DataEditError)
        -> [TextEdit]
    {
        throw .notFound(path)
    }
}
