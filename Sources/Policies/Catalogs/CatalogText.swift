/// The words of a catalog as people read them, each line with the line of the file that it was made of.
///
/// A catalog's prose stands in JSON strings, its parameters apart from it: what is searched, quoted and compared is the
/// prose with its labels and parameters in place. A string of JSON never crosses a line, so one line of the file
/// answers for each line here; the digest of the file answers for both.
struct CatalogText: Hashable, Sendable {
    /// One line of prose.
    struct Line: Hashable, Sendable {
        let text: [UInt8]
        /// The line of the file, counted from 1.
        let number: Int
    }

    /// Something that the catalog's keeper should mend.
    struct Problem: Hashable, Sendable {
        let code: PolicyProblem.Code
        let line: Int
        let message: String
    }

    /// The catalog's title.
    let title: String
    /// All lines in the order of the catalog's tree.
    let lines: [Line]
    /// For each section, the positions of its own lines.
    let own: [Range<Int>]
    /// For each section, the positions of its own lines and those of the sections below it.
    let whole: [Range<Int>]
    /// In the order in which they were met.
    let problems: [Problem]

    /// The lines of the file over which some lines go; nil for none.
    func fileLines(_ positions: Range<Int>) -> ClosedRange<Int>? {
        let numbers = lines[positions].map(\.number)
        guard let first = numbers.min(), let last = numbers.max() else { return nil }
        return first...last
    }

    /// Lines joined by line feeds.
    func text(_ positions: Range<Int>) -> String {
        String(
            decoding: Array(lines[positions].map(\.text).joined(separator: [0x0a])), as: UTF8.self)
    }
}
