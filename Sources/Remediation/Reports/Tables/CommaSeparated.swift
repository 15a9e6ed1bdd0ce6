/// Rows as comma-separated values, as RFC 4180 writes them.
package enum CommaSeparated {
    /// The heading and the rows, each ending with CR and LF.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe before it.
    package static func text(_ heading: [String], _ rows: [[String]]) -> String {
        ([heading] + rows).map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), !isNumber(text) {
            text = "'" + text
        }
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(text.hasPrefix("-") ? 1 : 0)
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
    }
}
