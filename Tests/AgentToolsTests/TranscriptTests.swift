import Basics
import Foundation
import Remediation
import TestSupport
import Testing

@testable import AgentTools

/// One script of a caller that means no good, read from `Transcripts/adversarial.json`.
private struct Transcript: Sendable, CustomTestStringConvertible {
    struct Call: Sendable {
        let tool: String
        let arguments: String
        /// The error's code; nil for a call that works, `*` for one that may do either.
        let code: String?
    }

    let name: String
    let calls: [Call]
    let pushes: Bool
    /// The code of the last call.
    let ends: String?
    var testDescription: String { name }

    /// Calls that are let through, up to one of the tools in the natural order.
    private static func prefix(_ word: String) -> [Call]? {
        let last =
            switch word {
            case "to_tests": "run_tests"
            case "to_push": "push_branch"
            case "to_end": "create_pull_request"
            default: ""
            }
        guard let end = AgentFixture.order.firstIndex(of: last) else { return nil }
        return AgentFixture.order[...end].map { Call(tool: $0, arguments: "", code: nil) }
    }

    init(_ json: JSONValue) throws {
        name = try #require(json["name"]?.text)
        pushes = json["pushes"]?.flag ?? false
        ends = json["ends"]?.text
        let round = try (json["calls"]?.items ?? []).flatMap { call -> [Call] in
            if let word = call.text { return try #require(Self.prefix(word)) }
            let parts = try #require(call.items)
            return [
                Call(
                    tool: parts[0].text ?? "", arguments: Self.arguments(parts[1]),
                    code: parts[2].text)
            ]
        }
        calls = Array(
            Array(repeating: round, count: json["repeat"]?.integer ?? 1).joined())
    }

    /// The text that the model sends; some are too large to be written down.
    private static func arguments(_ value: JSONValue) -> String {
        guard let text = value.text else {
            return value.text(indented: false).replacingOccurrences(
                of: "lines:300", with: String(repeating: "1\\n", count: 300))
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let count = Int(parts.last ?? "") ?? 0
        switch parts.first {
        case "deep": return String(repeating: "[", count: count)
        case "long": return #"{"query": ""# + String(repeating: "x", count: count) + #""}"#
        default: return parts.last ?? ""
        }
    }

    static let all: [Transcript] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Transcripts/adversarial.json")
        let bytes = Array((try? Data(contentsOf: file)) ?? Data())
        let list = try? JSONText.value(parsing: bytes, limit: 1 << 20)
        return (list?.items ?? []).compactMap { try? Transcript($0) }
    }()
}

@Suite("Callers that mean no good")
struct TranscriptTests {
    @Test("there are at least forty scripts")
    func count() { #expect(Transcript.all.count >= 40) }

    @Test(
        "each call is refused as it ought to be, nothing outside changes, and the pipeline ends where it always does",
        arguments: Transcript.all)
    private func play(transcript: Transcript) async throws {
        let fixture = try AgentFixture()
        let before = try fixture.outside()
        let session = try fixture.session()
        let registry = session.registry(scope: .everything)
        var last: ToolOutcome?
        for call in transcript.calls {
            let outcome = await registry.call(call.tool, arguments: call.arguments)
            if call.code != "*" {
                #expect(
                    outcome.error?.code.rawValue == call.code,
                    "\(call.tool) \(call.arguments.prefix(100)): \(outcome.text.prefix(300))")
            }
            #expect(!outcome.text.contains(AgentFixture.canary))
            #expect(!outcome.text.contains(AgentFixture.awsKey))
            #expect(outcome.text.utf8.count <= ToolRegistry.maximumResult + 100)
            last = outcome
        }
        if let ends = transcript.ends { #expect(last?.error?.code.rawValue == ends) }
        if !transcript.pushes { #expect(try fixture.outside() == before) }
        let main = try fixture.git.git("rev-parse", "main", in: "app.git")
        // Whoever drove it, the end is the pipeline's.
        let summary = try await Remediator(try fixture.environment()).run(fixture.job) { _ in }
        let expected = try await Self.expected.value
        #expect(summary.number == 1 && summary.head == expected)
        #expect(try fixture.git.git("rev-parse", "main", in: "app.git") == main)
        #expect(
            try fixture.git.git("for-each-ref", "--format=%(refname)", in: "app.git")
                .split(separator: "\n") == ["refs/heads/complybot/compliance", "refs/heads/main"])
    }

    /// The commit that the pipeline makes of the fixture, whose dates are pinned.
    private static let expected = Task {
        let fixture = try AgentFixture()
        return try await Remediator(try fixture.environment()).run(fixture.job) { _ in }.head
    }
}
