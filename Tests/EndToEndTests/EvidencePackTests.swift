import Basics
import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Evidence packs")
struct EvidencePackTests {
    private static let secret = "the secret of the service"
    private static let workflow = ".github/workflows/ci.yml"
    private let fleet: GitHubFleet

    init() throws {
        fleet = try GitHubFleet(as: .app)
        try fleet.add("shop")
        try fleet.folder.write("the-token-of-the-workers\n", to: "worker-token")
        try fleet.folder.write(
            "server:\n  worker_token_file: worker-token\n", to: "complybot.yml")
    }

    private var environment: [String: String] {
        fleet.environment.merging(["COMPLYBOT_WEBHOOK_SECRET": Self.secret]) { $1 }
    }

    /// Serves one push, through a worker of its own or none, until its pull request is there.
    private func serve(elsewhere: Bool) throws {
        let rule = ["--rule", "actions-least-privilege"]
        let service = try ServiceProcess(
            arguments: rule + (elsewhere ? ["--no-workers"] : []), in: fleet.folder.path,
            environment: environment)
        try fleet.forge.setWebhook(service.webhooks, secret: Self.secret, of: fleet.app)
        let worker =
            elsewhere
            ? try ServiceProcess(
                worker: [
                    "--server", service.address, "--token-file", "worker-token", "--name", "ada",
                ] + rule, in: fleet.folder.path,
                environment: environment.merging(["COMPLYBOT_HOME": "\(fleet.home)-ada"]) { $1 })
            : nil
        try fleet.forge.push(["a": "1"], to: "main", of: "acme/shop")
        #expect(try service.waitForRun().outcome == "done")
        if let worker { #expect(worker.terminate() == 0) }
        #expect(service.terminate() == 0)
    }

    private func export() throws -> Program.Outcome {
        try Program.run(["audit", "export", "1"], in: fleet.folder.path, environment: environment)
    }

    @Test(
        "the evidence of a run says of the pull request what really stands there",
        arguments: [false, true])
    func evidence(elsewhere: Bool) throws {
        try serve(elsewhere: elsewhere)
        let pull = try #require(try fleet.open("shop").first)
        let statement = try Statement(of: try export())
        let pack = statement.predicate
        #expect(statement.subject.first?.digest["gitCommit"] == pull.headOID)
        #expect(pack.pullRequest.number == pull.number && pack.plan.head == pull.headOID)

        #expect(pull.body.contains(pack.proof.plan))
        #expect(pack.proof.fresh.isEmpty && pack.proof.left == 0)
        let gates = Set(pack.proof.checks.map(\.gate))
        #expect(gates.isSuperset(of: ["G1", "G2", "G3", "G4", "G5", "G6"]), "\(gates)")
        #expect(pack.proof.patches.map(\.rule) == ["actions-least-privilege"])
        let file = try #require(pack.proof.files.first)
        #expect(pack.proof.files.map(\.path) == [Self.workflow])
        for (branch, digest) in [("main", file.before), (GitHubFleet.branch, file.after)] {
            let text = try #require(
                try fleet.forge.file(Self.workflow, on: branch, of: "acme/shop"))
            #expect(digest == Digest(of: text).description, "\(branch)")
        }

        let citations = pack.citations
        #expect(citations.contains { $0.rules == ["actions-least-privilege"] })
        for citation in citations {
            #expect(pull.body.contains(citation.policy))
            #expect(pull.body.contains(String(citation.digest.prefix(19))))
            #expect(pull.body.contains(citation.section.last ?? "?"))
        }
    }

    @Test(
        "the journal holds the digest of each member, and a record that was changed is not signed")
    func digests() throws {
        try serve(elsewhere: false)
        let statement = try Statement(of: try export())
        let ends = statement.predicate.events.compactMap { event in
            try? JSONDecoder().decode(End.self, from: Data((event.fields ?? "").utf8))
        }
        let digests = try #require(ends.first?.evidence)
        #expect(ends.count == 1)
        #expect(Set(digests.keys).isSuperset(of: ["plan", "proof", "citations", "pull_request"]))
        for (name, digest) in digests {
            let member = try #require(statement.member(name), "\(name)")
            #expect(digest == Digest(of: member.text(indented: false)).description, "\(name)")
        }
        try Program.tool(
            [
                "python3", "-c",
                """
                import sqlite3, sys
                store = sqlite3.connect(sys.argv[1])
                store.execute("UPDATE run SET summary = replace(summary, 'created', 'closed')")
                store.commit()
                """, "\(fleet.home)/fleet.db",
            ], in: fleet.folder.path)
        let refused = try export()
        #expect(refused.status == 3 && refused.output.isEmpty)
        #expect(refused.errors.contains("its record was changed"), "\(refused.errors)")
    }

    private struct End: Decodable { var evidence: [String: String] }

    /// The statement in an envelope.
    private struct Statement {
        struct Content: Decodable {
            var subject: [Subject]
            var predicate: Predicate
        }
        struct Subject: Decodable { var digest: [String: String] }
        struct Predicate: Decodable {
            var plan: Plan
            var proof: Proof
            var citations: [Citation]
            var pullRequest: PullRequest
            var events: [Event]

            enum CodingKeys: String, CodingKey {
                case plan, proof, citations, events
                case pullRequest = "pull_request"
            }
        }
        struct Plan: Decodable { var head: String }
        struct PullRequest: Decodable { var number: Int }
        struct Event: Decodable { var fields: String? }
        struct Proof: Decodable {
            struct Check: Decodable { var gate: String }
            struct Patch: Decodable { var rule: String }
            struct File: Decodable { var path, before, after: String }
            var plan: String
            var fresh: [String]
            var left: Int
            var checks: [Check]
            var patches: [Patch]
            var files: [File]
        }
        struct Citation: Decodable {
            var policy, digest: String
            var section, rules: [String]
        }

        let subject: [Subject]
        let predicate: Predicate
        private let value: JSONValue

        init(of outcome: Program.Outcome) throws {
            struct Envelope: Decodable { var payload: String }
            #expect(outcome.status == 0, "\(outcome.errors)")
            let envelope = try outcome.decoded(as: Envelope.self)
            let payload = try #require(Data(base64Encoded: envelope.payload))
            let content = try JSONDecoder().decode(Content.self, from: payload)
            (subject, predicate) = (content.subject, content.predicate)
            value = try JSONDecoder().decode(JSONValue.self, from: payload)
        }

        /// A member of the predicate as it stands.
        func member(_ name: String) -> JSONValue? { value[member: "predicate"]?[member: name] }
    }
}

extension JSONValue {
    fileprivate subscript(member name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == name }?.value
    }
}
