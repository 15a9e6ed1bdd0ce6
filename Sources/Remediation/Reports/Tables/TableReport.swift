internal import Basics

/// A few sentences and tables under one title, for a terminal, a wiki or a browser.
package struct TableReport: Sendable {
    /// A table with its title; one without rows says so.
    package struct Section: Sendable {
        package var title: String
        package var heading: [String]
        package var rows: [[String]]
        /// What is said in place of a table without rows.
        package var otherwise: String

        /// A section from its parts; rows have as many cells as the heading.
        package init(
            _ title: String, _ heading: [String], _ rows: [[String]], otherwise: String
        ) {
            self.title = title
            self.heading = heading
            self.rows = rows
            self.otherwise = otherwise
        }
    }

    /// What it is of.
    package var title: String
    /// Sentences before the tables.
    package var lines: [String]
    package var sections: [Section]

    /// A report from its parts.
    package init(_ title: String, lines: [String], sections: [Section]) {
        self.title = title
        self.lines = lines
        self.sections = sections
    }

    /// For a terminal of that many columns; nil where there is none.
    package func text(coloured: Bool, columns: Int? = nil) -> String {
        let paint = Paint(isOn: coloured)
        var text = lines.map { $0.escapedForTerminal + "\n" }.joined()
        for section in sections {
            text += "\n" + paint.bold(section.title) + "\n"
            guard !section.rows.isEmpty else {
                text += section.otherwise + "\n"
                continue
            }
            var table = TextTable(section.heading.map { $0.uppercased() })
            for row in section.rows {
                table.add(row.map { $0.isEmpty ? "–" : $0.escapedForTerminal })
            }
            text += table.text(columns: columns)
        }
        return text
    }

    /// For a comment or a wiki: what strangers wrote links, mentions and embeds nothing; long tables end early and say so.
    package var markdown: String {
        MarkdownReport.fitting { extent in
            ["## \(title)", lines.map { MarkdownText.inline($0) }.joined(separator: "\n\n")]
                + sections.flatMap { section in
                    [
                        "### \(section.title)",
                        section.rows.isEmpty
                            ? section.otherwise
                            : MarkdownReport.table(
                                section.heading,
                                section.rows.prefix(extent.items).map { row in
                                    row.map { MarkdownReport.cell($0, extent) }
                                }),
                        MarkdownReport.more(section.rows.count, than: extent.items, "row"),
                    ]
                }
        }
    }

    /// A page of its own that loads nothing and runs nothing.
    package var html: String {
        let style = """
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #8886; padding: .35rem .6rem; text-align: left; vertical-align: top; }
            """
        var body = "<h1>\(Self.escaped(title))</h1>\n"
        for line in lines { body += "<p>\(Self.escaped(line))</p>\n" }
        for section in sections {
            body += "<h2>\(Self.escaped(section.title))</h2>\n"
            guard !section.rows.isEmpty else {
                body += "<p>\(Self.escaped(section.otherwise))</p>\n"
                continue
            }
            body += "<table>\n<tr>\(Self.cells(section.heading, "th"))</tr>\n"
            for row in section.rows { body += "<tr>\(Self.cells(row, "td"))</tr>\n" }
            body += "</table>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(title))</title>
            <style>
            \(style)
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private static func cells(_ texts: [String], _ name: String) -> String {
        texts.map { "<\(name)>\(escaped($0))</\(name)>" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case let scalar where VisibleText.isInvisible(scalar): result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
