import Testing

@testable import Remediation

@Suite struct TableReportTests {
    private let report = TableReport(
        "The <fleet>", lines: ["2 repositories."],
        sections: [
            .init(
                "Repositories", ["Repository", "State"],
                [["a\u{1b}[31m", "<script>x</script> & @octocat"], ["b|c", ""]],
                otherwise: "None."),
            .init("Models", ["Model"], [], otherwise: "No model was asked."),
        ])

    @Test("a terminal gets columns and no escape of a stranger's")
    func text() {
        let text = report.text(coloured: false)
        #expect(text.contains("REPOSITORY") && text.contains("\nModels\nNo model was asked.\n"))
        #expect(!text.contains("\u{1b}") && text.contains("–"))
    }

    @Test("Markdown mentions nobody and keeps its columns")
    func markdown() {
        let text = report.markdown
        #expect(text.contains("| Repository | State |") && text.contains("`@octocat`"))
        #expect(!text.contains("<script>") && !text.contains("b|c"))
    }

    @Test("a page escapes what it is given and loads nothing")
    func html() {
        let text = report.html
        #expect(text.contains("&lt;script&gt;x&lt;/script&gt; &amp; @octocat"))
        #expect(text.contains("<title>The &lt;fleet&gt;</title>") && !text.contains("\u{1b}"))
        #expect(!text.contains("src=") && !text.contains("href="))
    }

    @Test(
        "a cell is quoted where it has to be, and is no formula",
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-5.25", "-5.25"), ("-x", "'-x"),
            ("a\nb", "\"a\nb\""), ("", ""),
        ])
    func cell(_ text: String, _ cell: String) {
        #expect(CommaSeparated.text(["h"], [[text, "z"]]) == "h\r\n\(cell),z\r\n")
    }
}
