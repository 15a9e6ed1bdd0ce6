import Basics
import LanguageModels
import Remediation
import Testing

@testable import AgentTools

extension AgentFixture {
    /// Has a script's roles drive the repository.
    func drive(
        _ script: RoleScript, rounds: Int = 1, limits: AgentLimits = AgentLimits(),
        onGivingUp: GivingUp = .pipeline, witness: AgentWitness = AgentWitness(),
        model: ScriptedBrainModel? = nil
    ) async throws -> RemediationSummary {
        let settings = try #require(RoleSettings.all(rounds: rounds))
        return try await drive(
            RoleBrain(model ?? script.model(), as: settings), limits: limits,
            onGivingUp: onGivingUp, witness: witness)
    }
}

@Suite("A job that several roles work on")
struct RoleBrainTests {
    @Test("planner, executor and reviewer end where remediate ends")
    func sameEnd() async throws {
        let fixture = try AgentFixture()
        let witness = AgentWitness()
        let model = RoleScript().model()
        let summary = try await fixture.drive(RoleScript(), witness: witness, model: model)
        let pipeline = try await AgentFixture.pipelineEnd()
        #expect(summary.action == .created && summary.head == pipeline.head)
        #expect(try fixture.comparable() == pipeline.outside)
        #expect(summary.agent?.ending == "finished")
        #expect(summary.agent?.brain == "scripted/brain as planner, executor, reviewer")
        #expect(witness.seats == ["planner", "executor", "reviewer", "executor"])
        #expect(witness.reviews.map(\.agrees) == [true])
        #expect(summary.agent?.plan.hasPrefix("- [x] Fetch (`clone_repository`)") == true)
        let roles = model.requests.map(RoleScript.role)
        #expect(roles.prefix(3) == ["planner", "planner", "executor"])
        #expect(roles.count { $0 == "reviewer" } == 1 && roles.count == 13)
        let planner = model.requests[0]
        #expect(
            planner.tools.map(\.name)
                == ["rag_search", "detect_compliance_drift", "security_scan", "read_file"])
        let reviewer = try #require(model.requests.first { RoleScript.role(of: $0) == "reviewer" })
        #expect(reviewer.tools.map(\.name) == planner.tools.map(\.name))
        let seen = try #require(reviewer.messages.last?.text)
        for part in ["plan", "diff", "description", "handover", "evidence", "edits"] {
            #expect(seen.contains("\"\(part)\":"), "\(part)")
        }
        #expect(!seen.contains(AgentFixture.awsKey))
    }

    @Test("the executor alone, or with one of the others, ends there as well")
    func subsets() async throws {
        let pipeline = try await AgentFixture.pipelineEnd()
        let lists: [[AgentRole.Name]] = [
            [.executor], [.executor, .planner], [.reviewer, .executor],
        ]
        for list in lists {
            let settings = try #require(RoleSettings(list))
            var script = RoleScript()
            if !settings.hasPlanner { script.executor.insert(.text(RoleScript.plan), at: 0) }
            if !settings.hasReviewer { script.executor.removeAll { $0.isHandover } }
            let fixture = try AgentFixture()
            let summary = try await fixture.drive(RoleBrain(script.model(), as: settings))
            #expect(summary.agent?.ending == "finished", "\(list)")
            #expect(summary.head == pipeline.head)
            #expect(try fixture.comparable() == pipeline.outside)
        }
        #expect(RoleSettings([.planner, .reviewer]) == nil)
        #expect(RoleSettings([.driver, .executor]) == nil)
        #expect(RoleSettings([.executor, .executor]) == nil)
        #expect(RoleSettings([.executor], rounds: 99)?.rounds == 3)
    }

    @Test("what is not a role's to call is refused by name in one line, and does nothing")
    func refusals() async throws {
        for (role, tool) in [
            ("planner", "push_branch"), ("planner", "clone_repository"), ("planner", "fix_code"),
            ("reviewer", "create_pull_request"), ("reviewer", "run_tests"),
            ("reviewer", "commit_changes"),
        ] {
            let fixture = try AgentFixture()
            let before = try fixture.outside()
            var script = RoleScript()
            script.executor = [.text("GIVE UP: no")]
            if role == "planner" {
                script.planner.insert(.call(tool), at: 0)
            } else {
                script.executor = RoleScript.before + [RoleScript.handover, .text("GIVE UP: no")]
                script.reviews = [.call(tool), RoleScript.approval]
            }
            let model = script.model()
            _ = try? await fixture.drive(script, onGivingUp: .fail, model: model)
            let told = model.requests.compactMap(\.messages.last).filter { $0.role == .tool }
                .map(\.text)
            #expect(
                told.contains { $0.contains("the \(role) may not call \(tool)") }, "\(role) \(tool)"
            )
            #expect(!told.contains { $0.contains("\n") })
            #expect(try fixture.outside() == before)
        }
    }

    @Test(
        "nothing is pushed before the reviewer has agreed, and what changed since is looked at again"
    )
    func held() async throws {
        let fixture = try AgentFixture()
        var script = RoleScript()
        script.executor =
            RoleScript.before.filter { !$0.calls("get_required_approvals") }
            + [.call("push_branch"), .call("get_required_approvals"), .call("push_branch")]
            + [.call("create_pull_request"), RoleScript.handover] + RoleScript.after
        let witness = AgentWitness()
        let summary = try await fixture.drive(script, witness: witness)
        #expect(summary.agent?.ending == "finished" && summary.action == .created)
        #expect(witness.outcomes(of: "push_branch") == ["out_of_order", "out_of_order", "ok"])
        #expect(witness.outcomes(of: "create_pull_request") == ["out_of_order", "ok"])
        let remedies = witness.events.compactMap { event -> String? in
            guard case .toolEnded(_, "push_branch", let error, _) = event else { return nil }
            return error?.remedy
        }
        #expect(remedies.first == "call get_required_approvals first")
        #expect(remedies.last?.hasPrefix("answer without a call") == true)
    }

    @Test("a planner that plans nothing, or has no turn left, leaves the usual plan")
    func planless() async throws {
        for planner: [RoleScript.Answer] in [
            [.text("I do not feel like it.")], (0..<40).map { .call("read_file", path($0)) },
        ] {
            let fixture = try AgentFixture()
            var script = RoleScript()
            script.planner = planner
            let summary = try await fixture.drive(script)
            #expect(summary.agent?.ending == "finished", "\(String(describing: summary.agent))")
            #expect(summary.agent?.plan.contains("`create_branch`") == true)
        }
    }

    private func path(_ number: Int) -> String { #"{"path": "f\#(number)"}"# }

    @Test("turns and tokens are one budget for all roles, of which each has its part")
    func budgets() async throws {
        var turns = AgentLimits()
        turns.turns = 6
        var tokens = AgentLimits()
        tokens.tokens = 700
        for (limits, note) in [(turns, "turns"), (tokens, "tokens")] {
            let fixture = try AgentFixture()
            let summary = try await fixture.drive(RoleScript(), limits: limits)
            #expect(summary.agent?.ending == "exhausted", "\(note)")
            #expect(summary.action == .created)
        }
        let reviewer = AgentRole(.reviewer)
        #expect(reviewer.part(of: 40) == 12 && reviewer.part(of: 1) == 1)
        #expect(reviewer.part(of: .max) < .max)
    }

    @Test("a repository whose configuration wants no model is shown to none of the roles")
    func unwanted() async throws {
        var files = AgentFixture.files
        files[".github/complybot.yml"] = "version: 1\nllm: off\n"
        let fixture = try AgentFixture(files)
        let model = RoleScript().model()
        let summary = try await fixture.drive(RoleScript(), model: model)
        #expect(summary.agent?.ending == "unwanted" && summary.action == .created)
        #expect(model.requests.isEmpty)
    }

    @Test("killed after any turn of any role, it goes on from there and ends in the same commit")
    func resumed() async throws {
        let pipeline = try await AgentFixture.pipelineEnd()
        let settings = try #require(RoleSettings.all(rounds: 1))
        var seats: Set<String> = []
        for questions in [1, 2, 4, 7, 8, 9, 10, 11] {
            let fixture = try AgentFixture()
            let first = AgentWitness()
            _ = try? await fixture.drive(
                RoleScript(), onGivingUp: .fail, witness: first,
                model: RoleScript().model(dyingAfter: questions))
            var kept = try #require(first.records.last)
            kept.ending = nil
            kept = try AgentRecord(parsing: kept.bytes, file: "kept.json")
            seats.insert(kept.roles?.seat.rawValue ?? "")
            let second = AgentWitness()
            let summary = try await fixture.drive(
                RoleBrain(RoleScript().model(), as: settings), home: "home-2",
                goingOnFrom: kept, witness: second)
            #expect(second.types.first == "session.resume", "\(questions)")
            #expect(summary.head == pipeline.head && summary.agent?.ending == "finished")
            #expect(summary.agent?.turns == 13, "after \(questions)")
            #expect(try fixture.comparable() == pipeline.outside, "after \(questions)")
        }
        #expect(seats == ["planner", "executor", "reviewer"])
    }
}
