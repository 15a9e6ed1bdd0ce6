/// A place in a file, as people and machines name it.
package struct TextPosition: Hashable, Sendable, Comparable {
    /// The line, counted from 1.
    package let line: Int
    /// The column in Unicode scalars, counted from 1; a byte order mark does not count.
    package let column: Int
    /// The byte offset in the file, counted from 0, byte order mark included.
    package let offset: Int

    /// A position from its parts.
    package init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        left.offset < right.offset
    }
}
