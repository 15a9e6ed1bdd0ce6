/// Columns of text, as wide as their widest cell; the last one is not padded.
package struct TextTable {
    private let heading: [String]
    private var rows: [[String]] = []

    /// A table that has its heading.
    package init(_ heading: [String]) { self.heading = heading }

    /// Adds a row; cells are of one line, and "–" is an empty one.
    package mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The rows, a line each; or several lines each where `columns`, the width of a terminal, are too few for that.
    package func text(columns: Int? = nil) -> String {
        let lines = lines
        let width = lines.map(\.count).max() ?? 0
        if let columns, width > columns { return stacked }
        return lines.map { $0 + "\n" }.joined()
    }

    private var lines: [String] {
        let all = [heading] + rows
        let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : Self.padded(cell, to: widths[column] + 2)
            }.joined()
        }
    }

    /// The first cell of a row on a line, and every other one that is not empty below it, behind its heading.
    private var stacked: String {
        let names = heading.dropFirst().map { $0.lowercased() }
        let width = (names.map(\.count).max() ?? 0) + 2
        return rows.map { row in
            let cells = zip(names, row.dropFirst()).filter { $1 != "–" }
            return (row.first ?? "") + "\n"
                + cells.map { "  " + Self.padded($0, to: width) + $1 + "\n" }.joined()
        }.joined()
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
