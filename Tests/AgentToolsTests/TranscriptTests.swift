import Basics
import Foundation
import Remediation
import Synchronization
import TestSupport
import Testing

@testable import AgentTools

/// One script of a caller that means no good, read from `Transcripts/*.json`.
///
/// A call is `[tool, arguments, outcome]`, or a word for the calls that lead up to a tool. An outcome is an error's code, null for
/// a call that works, `*` for whatever; with `|` between them there may be several, of which `ok` is a call that works.
private struct Transcript: Sendable, CustomTestStringConvertible {
    struct Call: Sendable {
        let tool: String
        let arguments: String
        /// What may become of it; empty for whatever.
        let outcomes: Set<String>
    }

    let name: String
    let calls: [Call]
    /// Files and links that the repository has besides those of the fixture.
    let files: [String: String]
    let links: [String: String]
    let pushes: Bool
    /// Whether the calls come all at once.
    let isRace: Bool
    /// Whether each call is taken back as soon as it is made.
    let isTakenBack: Bool
    let scope: ToolScope
    /// The code of the last call.
    let ends: String?
    var testDescription: String { name }

    /// Secrets by the name that stands for them in a script, so that none is written down.
    static let secrets = [
        "{canary}": AgentFixture.canary, "{aws}": AgentFixture.awsKey,
        "{github}": "ghp_" + "1a2B3c4D5e6F7g8H9i0JkLmNoPqRsT3Wq1Zu",
        "{pem}": "-----BEGIN RSA PRIVATE " + "KEY-----",
    ]

    /// A text with the secrets in it; `{x*3}` stands for `xxx`, and `{1,2;*3}` for three lines.
    static func filled(_ text: String) -> String {
        var text = secrets.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
        while let match = text.firstMatch(of: #/\{(x|1,2;)\*(\d+)\}/#) {
            let piece = match.1 == "x" ? "x" : "1,2\n"
            text.replaceSubrange(
                match.range, with: String(repeating: piece, count: Int(match.2) ?? 0))
        }
        return text
    }

    /// Calls that are let through, up to one of the tools in the natural order.
    private static func prefix(_ word: String) -> [Call]? {
        let last =
            switch word {
            case "clone": "clone_repository"
            case "to_plan": "apply_compliance_patches"
            case "to_tests": "run_tests"
            case "to_commit": "commit_changes"
            case "to_push": "push_branch"
            case "to_end": "create_pull_request"
            default: ""
            }
        guard let end = AgentFixture.order.firstIndex(of: last) else { return nil }
        return AgentFixture.order[...end].map { Call(tool: $0, arguments: "", outcomes: ["ok"]) }
    }

    init(_ json: JSONValue) throws {
        name = try #require(json["name"]?.text)
        pushes = json["pushes"]?.flag ?? false
        isRace = json["race"]?.flag ?? false
        isTakenBack = json["taken_back"]?.flag ?? false
        scope = json["scope"]?.text == "reading" ? .reading : .everything
        ends = json["ends"]?.text
        func texts(_ key: String) -> [String: String] {
            Dictionary(
                (json[key]?.objectMembers ?? []).map {
                    ($0.key, Self.filled($0.value.text ?? ""))
                }, uniquingKeysWith: { $1 })
        }
        files = texts("files")
        links = texts("links")
        let round = try (json["calls"]?.items ?? []).flatMap { call -> [Call] in
            if let word = call.text { return try #require(Self.prefix(word)) }
            let parts = try #require(call.items)
            let words = parts[2].text ?? "ok"
            return [
                Call(
                    tool: Self.filled(parts[0].text ?? ""), arguments: Self.arguments(parts[1]),
                    outcomes: words == "*" ? [] : Set(words.split(separator: "|").map(String.init))
                )
            ]
        }
        calls = Array(
            Array(repeating: round, count: json["repeat"]?.integer ?? 1).joined())
    }

    /// The text that the model sends; some are too large to be written down.
    private static func arguments(_ value: JSONValue) -> String {
        guard let text = value.text else {
            return filled(value.text(indented: false)).replacingOccurrences(
                of: "lines:300", with: String(repeating: "1\\n", count: 300))
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let count = Int(parts.last ?? "") ?? 0
        switch parts.first {
        case "deep": return String(repeating: "[", count: count)
        case "deeper":
            return String(repeating: #"{"query":"#, count: count) + "1"
                + String(repeating: "}", count: count)
        case "long": return #"{"query": ""# + String(repeating: "x", count: count) + #""}"#
        case "keys":
            return "{" + (0..<count).map { "\"k\($0)\": 1" }.joined(separator: ",") + "}"
        default: return filled(parts.last ?? "")
        }
    }

    static let all: [Transcript] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Transcripts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // Those of roles are played elsewhere.
        return names.filter { $0 != "roles.json" }.sorted().flatMap { name -> [Transcript] in
            let bytes = Array((try? Data(contentsOf: folder.appending(path: name))) ?? Data())
            let list = try? JSONText.value(parsing: bytes, limit: 1 << 20)
            return (list?.items ?? []).compactMap { try? Transcript($0) }
        }
    }()
}

/// What calls told on their way.
private final class Told: Sendable {
    private let all = Mutex<[String]>([])

    var texts: [String] { all.withLock { $0 } }

    func add(_ text: String) { all.withLock { $0.append(text) } }
}

@Suite("Callers that mean no good")
struct TranscriptTests {
    @Test("there are at least two hundred scripts, no two of one name")
    func count() {
        #expect(Transcript.all.count >= 200)
        #expect(Set(Transcript.all.map(\.name)).count == Transcript.all.count)
    }

    @Test(
        "each call is refused as it ought to be, nothing outside changes, and the pipeline ends where it always does",
        arguments: Transcript.all)
    private func play(transcript: Transcript) async throws {
        let files = AgentFixture.files.merging(transcript.files) { $1 }
        let fixture = try AgentFixture(files, links: transcript.links)
        let before = try fixture.outside()
        let registry = try fixture.session().registry(scope: transcript.scope)
        let outcomes = await Self.outcomes(of: transcript, from: registry)
        for (call, outcome) in zip(transcript.calls, outcomes) {
            let code = outcome.error?.code.rawValue ?? "ok"
            #expect(
                call.outcomes.isEmpty || call.outcomes.contains(code),
                "\(call.tool) \(call.arguments.prefix(100)): \(outcome.text.prefix(300))")
            #expect(outcome.text.utf8.count <= ToolRegistry.maximumResult + 100)
        }
        if let ends = transcript.ends { #expect(outcomes.last?.error?.code.rawValue == ends) }
        if !transcript.pushes { #expect(try fixture.outside() == before) }
        let hasCloned = zip(transcript.calls, outcomes).contains {
            $0.tool == "clone_repository" && !$1.isError
        }
        // Without a clone nothing is there that could lead the pipeline elsewhere.
        if hasCloned || transcript.isTakenBack { try await Self.checkEnd(of: fixture, transcript) }
    }

    /// Makes the calls, one after the other or all at once; nothing that is told, on the way or in the end, holds a secret.
    private static func outcomes(
        of transcript: Transcript, from registry: ToolRegistry
    ) async -> [ToolOutcome] {
        let told = Told()
        let make: @Sendable (Transcript.Call) async -> ToolOutcome = { call in
            let task = Task {
                await registry.call(call.tool, arguments: call.arguments) { progress in
                    told.add(progress.message)
                }
            }
            if transcript.isTakenBack { task.cancel() }
            return await task.value
        }
        var outcomes: [ToolOutcome] = []
        if transcript.isRace {
            outcomes = await withTaskGroup(of: (Int, ToolOutcome).self) { group in
                for (index, call) in transcript.calls.enumerated() {
                    group.addTask { (index, await make(call)) }
                }
                var all: [(Int, ToolOutcome)] = []
                for await one in group { all.append(one) }
                return all.sorted { $0.0 < $1.0 }.map(\.1)
            }
        } else {
            for call in transcript.calls { outcomes.append(await make(call)) }
        }
        for text in outcomes.map(\.text) + told.texts {
            for secret in Transcript.secrets.values where text.contains(secret) {
                Issue.record("a secret is told: \(text.prefix(300))")
            }
        }
        return outcomes
    }

    /// Whoever drove it, the end is the pipeline's, and nothing but our branch and the default one is there.
    private static func checkEnd(
        of fixture: AgentFixture, _ transcript: Transcript
    ) async throws {
        let main = try fixture.references().first { $0.name == "refs/heads/main" }
        let summary = try await Remediator(try fixture.environment()).run(fixture.job) { _ in }
        let isPlain = transcript.files.isEmpty && transcript.links.isEmpty
        let expected = isPlain ? try await expected.value : summary.head
        #expect(summary.number == 1 && summary.head == expected)
        let after = try fixture.references()
        #expect(after.map(\.name) == ["refs/heads/complybot/compliance", "refs/heads/main"])
        #expect(main != nil && after.last?.value == main?.value)
    }

    /// The commit that the pipeline makes of the fixture, whose dates are pinned.
    private static let expected = Task {
        let fixture = try AgentFixture()
        return try await Remediator(try fixture.environment()).run(fixture.job) { _ in }.head
    }
}
