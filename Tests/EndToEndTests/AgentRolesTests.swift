import Foundation
import TestSupport
import Testing

@Suite("A repository that several roles drive")
struct AgentRolesTests {
    private static let before = [
        "clone_repository", "create_branch", "apply_compliance_patches",
        "get_required_approvals", "run_tests", "commit_changes",
    ]

    /// A server whose model plays all roles: its reviewer rejects once, and then agrees.
    private func server() throws -> StandInModelServer {
        try StandInModelServer { request, _ in
            let body =
                (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any]
            let messages = body?["messages"] as? [[String: Any]] ?? []
            let texts = messages.compactMap { $0["content"] as? String }
            let made = messages.count { $0["role"] as? String == "tool" }
            let instructions = texts.first ?? ""
            if instructions.hasPrefix("You plan") {
                return made == 0
                    ? .toolCall("detect_compliance_drift", "{}", id: "look")
                    : .completion(["- [ ] Fetch (`clone_repository`)\n- [ ] Think\n"])
            }
            if instructions.hasPrefix("You review") {
                return .completion([#"{"verdict": "approve", "reasons": []}"#])
            }
            if made < Self.before.count {
                return .toolCall(Self.before[made], "{}", id: "call-\(made)")
            }
            let last = texts.last ?? ""
            if made == Self.before.count, !last.hasPrefix("The reviewer agrees") {
                let isSentBack = last.hasPrefix("The reviewer does not agree")
                return .completion([isSentBack ? "It is pinned." : "The policy wants it pinned."])
            }
            let rest = ["push_branch", "create_pull_request"].dropFirst(made - Self.before.count)
            guard let tool = rest.first else { return .completion(["It is done."]) }
            return .toolCall(tool, "{}", id: "call-\(made)")
        }
    }

    private func environment(
        _ folder: TemporaryDirectory, _ server: StandInModelServer
    ) -> [String: String] {
        [
            "COMPLYBOT_HOME": "\(folder.path)/home", "OPENAI_API_KEY": "sk-a-secret-of-the-test",
            "OPENAI_BASE_URL": "\(server.address)/v1",
        ]
    }

    private func head(_ folder: TemporaryDirectory) throws -> String {
        try Program.tool(
            ["git", "--git-dir", "app.git", "rev-parse", "complybot/compliance"], in: folder.path)
    }

    @Test("roles of the options and of the configuration end in the commit of remediate")
    func roles() throws {
        let server = try server()
        let plain = try UnpinnedRepository.make(readme: "# App\n")
        let pipeline = try Program.run(
            ["remediate", "\(plain.path)/app.git", "--rule", "actions-pinned-by-sha"],
            environment: ["COMPLYBOT_HOME": "\(plain.path)/home"])
        #expect(pipeline.status == 0, "\(pipeline.errors)")
        let configuration = "model: {agent: {roles: [planner, executor, reviewer]}}\n"
        for isConfigured in [true, false] {
            let folder = try UnpinnedRepository.make(readme: "# App\n")
            try folder.write(configuration, to: "complybot.yml")
            let outcome = try Program.run(
                [
                    "agent", "\(folder.path)/app.git", "--rule", "actions-pinned-by-sha",
                    "--format", "jsonl",
                ]
                    + (isConfigured
                        ? ["--config", "\(folder.path)/complybot.yml"]
                        : ["--roles", "planner,executor,reviewer"]),
                environment: environment(folder, server))
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try head(folder) == head(plain))
            let events = try outcome.output.split(separator: "\n").map { line in
                try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            func values(_ type: String, _ key: String) -> [String] {
                events.filter { $0["type"] as? String == type }.compactMap { $0[key] as? String }
            }
            #expect(
                values("role", "role") == [
                    "planner", "executor", "reviewer", "executor", "reviewer", "executor",
                ])
            #expect(values("review", "by") == ["host", "model"])
            let agent = try #require(events.last?["agent"] as? [String: Any])
            #expect(agent["ending"] as? String == "finished")
        }
    }

    @Test("roles and numbers that are none are named before anything is asked")
    func usage() throws {
        let server = try server()
        let folder = try TemporaryDirectory()
        for (arguments, reason) in [
            (["--roles", "planner,reviewer"], "nobody of these does the work"),
            (["--roles", "executor,boss"], "there is no role boss"),
            (["--roles", "executor,executor"], "a role is named twice"),
            (["--review-rounds", "4"], "it is a number from 0 to 3"),
            (["--candidates", "6"], "it is a number from 1 to 5"),
            (["--roles", "executor", "--brain", "copilot"], "roles are filled by models alone"),
        ] {
            let outcome = try Program.run(
                ["agent", "/nowhere/app.git"] + arguments,
                environment: environment(folder, server))
            #expect(outcome.status == 2 && outcome.errors.contains(reason), "\(outcome.errors)")
        }
        try folder.write(
            "model:\n  agent: {roles: [planner], candidates: 9}\n", to: "complybot.yml")
        let read = try Program.run(
            ["agent", "/nowhere/app.git", "--config", "\(folder.path)/complybot.yml"],
            environment: environment(folder, server))
        #expect(read.status == 2 && read.errors.contains("complybot.yml:2:"), "\(read.errors)")
        #expect(server.received.isEmpty)
    }
}
