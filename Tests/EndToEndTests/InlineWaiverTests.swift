import TestSupport
import Testing

@Suite("Waivers in comments, through the program")
struct InlineWaiverTests {
    @Test("each comment waives the finding at its place, and one that covers nothing is named")
    func several() throws {
        let mark = "complybot:" + "ignore no-such-text"
        let written = try WrittenPack(
            pattern: "FORBIDDEN",
            files: [
                "a.py": """
                x = 1  # FORBIDDEN \(mark) until=2026-08-01 -- known
                # \(mark) until=2026-08-01 -- known as well
                y = 2  # FORBIDDEN
                # \(mark) until=2026-08-01 -- covers nothing
                z = 3
                # \(mark) -- has no day
                w = 4  # FORBIDDEN
                # complybot:\("ignore other-rule") until=2026-08-01 -- of no rule
                """,
                "b.py": "# \(mark) until=2026-08-01 -- covers nothing either\nx = 1\n",
                "operator.yml": "waivers: {inline: true}\n",
            ])
        func check(_ more: String...) throws -> Program.Outcome {
            try Program.run(
                ["check", written.repository, "--rules", written.pack, "--format", "json"]
                    + ["--today", "2026-06-15"] + more)
        }
        let operatorFile = "\(written.repository)/operator.yml"
        let outcome = try check("--config", operatorFile)
        let report = try outcome.decoded(as: WaiverTests.Report.self)
        #expect(report.summary.waived == 2 && report.summary.findings == 1, "\(outcome.output)")
        for place in ["a.py:4:", "b.py:1:"] {
            let line = outcome.errors.split(separator: "\n").first { $0.contains(place) }
            #expect(line?.contains("found nothing that it covers") == true, "\(outcome.errors)")
        }
        #expect(outcome.errors.contains("a.py:6:3"), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 3, "\(outcome.errors)")
        // Where comments do not count, each that would have is a problem, and none is stale.
        let refused = try check()
        let all = try refused.decoded(as: WaiverTests.Report.self)
        #expect(all.summary.waived == 0 && all.summary.findings == 3, "\(refused.output)")
        #expect(!refused.errors.contains("covers"), "\(refused.errors)")
    }
}
