import Foundation
import TestSupport
import Testing

@Suite("The diff of a dry run")
struct DryRunTests {
    @Test(
        "credentials beside a change are masked on standard output, and a file gets the diff as it is"
    )
    func masked() throws {
        // Put together here, so that no scanner takes this file for one that holds a token.
        let token = "gh" + "p_" + String(repeating: "aB3dE5fG7h", count: 4).prefix(36)
        let written = try WrittenPack(
            pattern: "debug = true",
            patch: """
                patch:
                  safety: safe
                  touches: ["{{hit.path}}"]
                  ops: [{replace: {at: hit, with: "debug = false"}}]
                """,
            files: ["a.ini": "[a]\ntoken = \(token)\ndebug = true\n", "b.ini": "debug = true\n"])
        let arguments = ["fix", written.repository, "--rules", written.pack, "--dry-run"]
        let shown = try Program.run(arguments)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(
            !shown.output.contains(token) && shown.output.contains("+debug = false"),
            "\(shown.output)")
        #expect(shown.errors.contains("--output FILE"), "\(shown.errors)")
        let file = "\(written.folder.path)/fix.diff"
        let kept = try Program.run(arguments + ["--output", file])
        #expect(kept.status == 0 && !kept.errors.contains("masked"), "\(kept.errors)")
        try Program.tool(["git", "apply", "--check", file], in: written.repository)
        try Program.tool(["git", "rm", "--quiet", "a.ini"], in: written.repository)
        let clean = try Program.run(arguments)
        #expect(clean.output.contains("+debug = false") && !clean.errors.contains("masked"))
    }
}
