/// One table of a TOML file as it is written: a header and the entries up to the next header.
struct TOMLSection: Sendable {
    /// Where the table is in the tree, items of arrays of tables by index; empty for the top of the file.
    let path: [DataPath.Step]
    /// The header with its brackets; empty at the start of the text for the top of the file.
    let header: Range<Int>
    /// Whether the header is `[[…]]`.
    let isItem: Bool
    /// The entries in the order of the file.
    var entries: [Entry]

    /// One line `key = value`, which may go over several lines.
    struct Entry: Sendable {
        /// The keys between the dots; one for a simple key.
        let keys: [String]
        /// The key as written.
        let keySpan: Range<Int>
        /// The value's bytes.
        let valueSpan: Range<Int>
    }
}
