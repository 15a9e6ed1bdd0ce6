import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Commands in comments at GitHub")
struct GitHubCommandsTests {
    /// A command, and what its answer says.
    struct Row: CustomTestStringConvertible, Sendable {
        var text: String
        var answer: String
        var closes = false

        var testDescription: String { text }
    }

    static let rows = [
        Row(text: "/complybot rebase", answer: "Done"),
        Row(text: "/complybot recreate", answer: "Done"),
        Row(text: "/complybot close", answer: "Closed.", closes: true),
        Row(text: "/complybot reopen", answer: "is open"),
        Row(text: "/complybot explain actions-least-privilege", answer: "actions-least-privilege"),
        Row(
            text:
                "/complybot waive actions-least-privilege until=2099-01-01 reason=\"@everyone <img src=x> closes #1\"",
            answer: "Nothing was done: it lasts"),
        Row(text: "/complybot <script>alert(1)</script> @grace", answer: "no such command"),
    ]

    @Test(
        "a writer is answered once, a stranger never, and nobody's words are obeyed",
        arguments: rows)
    func command(_ row: Row) throws {
        let place = try GitHubPlace()
        _ = try place.remediate("checks: off\n")
        try place.forge.addUser("eve")
        try place.forge.comment(row.text, on: 1, of: GitHubPlace.name, by: "eve")
        place.forge.clearRecords()
        _ = try place.remediate("checks: off\n")
        #expect(place.forge.contentWrites.isEmpty, "a stranger moved something")

        try place.forge.comment(row.text, on: 1, of: GitHubPlace.name, by: "ada")
        _ = try place.remediate("checks: off\n")
        let pull = try place.forge.pullRequest(1, of: GitHubPlace.name)
        let answers = pull.comments.filter { $0.body.contains("complybot:comment answer-") }
        #expect(answers.count == 1, "\(pull.comments)")
        let text = answers.first?.body ?? ""
        #expect(text.contains(row.answer), "\(text)")
        for live in ["<script", "<img"] { #expect(!text.contains(live), "\(text)") }
        #expect((pull.state == "closed") == row.closes)

        place.forge.clearRecords()
        _ = try place.remediate("checks: off\n")
        #expect(place.forge.contentWrites.isEmpty, "it was answered twice")
        #expect(place.forge.violations.isEmpty)
    }
}
