import Basics
import Synchronization

@testable import AgentTools
@testable import LanguageModels

/// What models answer in each role; where a conversation stands is read off it, so that a kept one is gone on with.
struct RoleScript: Sendable {
    typealias Answer = ScriptedBrainModel.Answer

    static let plan = """
        - [ ] Fetch (`clone_repository`)
        - [ ] Patch (`apply_compliance_patches`)
        - [ ] Propose (`create_pull_request`)
        """
    static let approval = Answer.text(#"{"verdict": "approve", "reasons": []}"#)
    /// What an executor does before it hands over.
    static let before = AgentFixture.order.dropLast(2).map { Answer.call($0) }
    static let after = [Answer.call("push_branch"), .call("create_pull_request"), .text("Done.")]
    static let handover = Answer.text("The action is pinned, and the key is read elsewhere.")

    var planner: [Answer] = [.call("detect_compliance_drift"), .text(plan)]
    var executor: [Answer] = before + [handover] + after
    /// The last is given again and again.
    var reviews: [Answer] = [approval]
    /// Proposals and marks, in the order in which they are asked for.
    var proposals: [Answer] = []
    var marks: [Answer] = []

    /// A model that plays all the roles; a role without a line left says nothing more of use.
    ///
    /// It dies after so many questions, as the process would.
    func model(dyingAfter most: Int = .max) -> ScriptedBrainModel {
        let counts = Mutex<[String: Int]>([:])
        @Sendable func next(_ kind: String, _ answers: [Answer], repeating: Bool = false) -> Answer
        {
            let number = counts.withLock { counts in
                defer { counts[kind, default: 0] += 1 }
                return counts[kind, default: 0]
            }
            return Self.line(answers, number, repeating)
        }
        return ScriptedBrainModel { request, count in
            if count >= most {
                return .failure(ModelError(.unavailable, on: "scripted", because: "it died"))
            }
            let said = request.messages.count { $0.role == .assistant }
            return switch Self.role(of: request) {
            case "planner": Self.line(planner, said, false)
            case "executor": Self.line(executor, said, false)
            case "reviewer": next("reviewer", reviews, repeating: true)
            case "candidate": next("candidate", proposals)
            default: next("critique", marks)
            }
        }
    }

    private static func line(_ answers: [Answer], _ number: Int, _ isRepeating: Bool) -> Answer {
        if answers.indices.contains(number) { return answers[number] }
        return isRepeating ? answers.last ?? .text("-") : .text("-")
    }

    /// Whom a question is for, by its instructions.
    static func role(of request: ModelRequest) -> String {
        let system = request.messages.first?.text ?? ""
        if system.hasPrefix("You plan") { return "planner" }
        if system.hasPrefix("You review") { return "reviewer" }
        if system.hasPrefix("You propose") { return "candidate" }
        return system.hasPrefix("You judge") ? "critique" : "executor"
    }
}

extension RoleSettings {

    /// All three with another number of rounds.
    static func all(rounds: Int) -> RoleSettings? {
        RoleSettings([.planner, .executor, .reviewer], rounds: rounds)
    }
}

extension RoleScript.Answer {
    func calls(_ tool: String) -> Bool {
        if case .calls(let calls, _) = self { calls.contains { $0.0 == tool } } else { false }
    }

    /// Whether it is the words with which an executor hands over.
    var isHandover: Bool {
        if case .text(let text) = self { text.hasPrefix("The action") } else { false }
    }
}

extension AgentWitness {
    /// The roles that sat down, in order.
    var seats: [String] {
        events.compactMap { if case .seated(let name) = $0 { name.rawValue } else { nil } }
    }

    var reviews: [Review] {
        events.compactMap { if case .reviewed(let review) = $0 { review } else { nil } }
    }

    /// The codes of the calls of a tool, `ok` for one that worked.
    func outcomes(of name: String) -> [String] {
        events.compactMap { event in
            guard case .toolEnded(_, let tool, let error, _) = event, tool == name else {
                return nil
            }
            return error?.code.rawValue ?? "ok"
        }
    }
}
