import Forge
import TestSupport
import Testing

@testable import Remediation

@Suite("Commands in comments")
struct CommandCommentTests {
    typealias Command = CommandComment.Command

    @Test("the commands are read")
    func commands() {
        #expect(Command(in: "/complybot rebase") == .rebase)
        #expect(Command(in: "/complybot   recreate \r\nplease") == .recreate)
        #expect(Command(in: "/complybot close\n") == .close)
        #expect(Command(in: "/complybot reopen") == .reopen)
        #expect(
            Command(in: "/complybot explain license-present") == .explain(rule: "license-present"))
        #expect(
            Command(in: "/complybot waive a-rule until=2026-12-31 reason=\"until = the move\"")
                == .waive(
                    rule: "a-rule", until: Day("2026-12-31") ?? Day(number: 0),
                    reason: "until = the move"))
    }

    @Test(
        "what only looks like a command is none",
        arguments: [
            "", "please /complybot close", "> /complybot close", " /complybot close",
            "/complybots close", "/Complybot close", "text\n/complybot close", "`/complybot close`",
        ])
    func none(text: String) { #expect(Command(in: text) == nil) }

    @Test(
        "what is for us and wrong is said, never guessed",
        arguments: [
            "/complybot", "/complybot ", "/complybot merge", "/complybot close now",
            "/complybot explain", "/complybot explain a b", "/complybot explain ../x",
            "/complybot explain @all", "/complybot waive", "/complybot waive a-rule",
            "/complybot waive a-rule until=2026-02-30 reason=\"x\"",
            "/complybot waive a-rule until=2026-12-31", "/complybot waive a-rule reason=\"x\"",
            "/complybot waive a-rule until=2026-12-31 reason=\" \"",
            "/complybot waive a-rule until=2026-12-31 until=2027-12-31 reason=\"x\"",
            "/complybot waive a-rule until=2026-12-31 reason=\"x",
            "/complybot waive * until=2026-12-31 reason=\"x\"",
            "/complybot waive a-rule until=2026-12-31 force=\"x\"",
        ])
    func misunderstood(text: String) {
        guard case .misunderstood = Command(in: text) else {
            Issue.record("\(text) was taken")
            return
        }
    }

    @Test("no comment brings the reader down, and long ones are refused")
    func hostile() {
        var random = SplitMix64(seed: 7)
        let words = [
            "/complybot", " ", "waive", "\"", "until=", "2026-12-31", "reason=", "\u{0}", "=", "\n",
            "é", "close", "\r\n", "a-rule", "\u{202e}",
        ]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<12, using: &random)
            let text = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            if Command(in: text) != nil { #expect(text.hasPrefix("/complybot")) }
        }
        let long = "/complybot " + String(repeating: "x", count: 100_000)
        #expect(Command(in: long) == .misunderstood("the line is longer than 1000 bytes"))
    }

    @Test("answers hold no mention, and an entry cannot leave its block")
    func answers() {
        let request = WaiverRequest(
            rule: "a-rule", severity: .medium, until: Day("2026-12-31") ?? Day(number: 0),
            reason: "```` @all \" end", approver: "ada", day: Day("2026-11-21") ?? Day(number: 0))
        #expect(request.entry.hasPrefix("`````yaml\n") && request.entry.hasSuffix("\n`````"))
        #expect(request.entry.contains("reason: \"```` @all \\\" end\""))
        var policy = WaiverPolicy()
        #expect(request.refusal(by: policy) == nil)
        policy.approvers = ["@bo"]
        #expect(request.refusal(by: policy)?.contains("may approve") == true)
        policy = WaiverPolicy()
        policy.ceilings[.medium] = 10
        #expect(request.refusal(by: policy)?.contains("lasts 40 days") == true)
        let remade = CommandAnswer.remade(discarded: ["@all <b>"]).text(
            explain: { _ in nil }, waive: { _ in "" })
        #expect(remade.contains("`@all"))
    }

    @Test("the marker of an answer is a marker, whatever the id")
    func markers() {
        let marker = CommandComment.answerMarker(for: "IC_x7 -->")
        let draft = CommentDraft(marker: marker, body: "b")
        #expect(CommentDraft.marker(in: draft.markedBody) == marker)
    }
}
