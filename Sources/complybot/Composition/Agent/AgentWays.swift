import AgentTools
import Basics
import Documents

/// How models work on a job together: in which roles, and among how many edits one is chosen.
struct AgentWays: Sendable {
    /// The roles; nil where one driver does everything.
    var roles: [AgentRole.Name]?
    /// How often a change that the reviewer rejects goes back.
    var rounds = 1
    /// How many edits are weighed where one is tried.
    var candidates = 1

    /// What `agent` and `sweep --agent` share of options.
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "roles", value: "LIST",
            summary: "who works: driver (default), or executor with planner, reviewer or both"),
        .init(
            name: "review-rounds", value: "N",
            summary: "how often the reviewer may send a change back (default 1)"),
        .init(
            name: "candidates", value: "N",
            summary: "among how many edits one is chosen where the model tries one (default 1)"),
    ]

    /// The settings as the options change them.
    func adjusted(by arguments: ParsedArguments) throws -> AgentWays {
        var ways = self
        if let list = arguments.value("roles") {
            ways.roles = try Self.roles(in: list.split(separator: ",").map(String.init)) { reason in
                Diagnostic(.usage, "read --roles", on: list, because: reason, remedy: Self.remedy)
            }
        }
        ways.rounds = try arguments.number(
            "review-rounds", in: 0...RoleSettings.mostRounds, default: rounds)
        ways.candidates = try arguments.number(
            "candidates", in: 1...Deliberation.mostCandidates, default: candidates)
        return ways
    }

    /// The roles as the loop takes them; nil where one driver does everything.
    var settings: RoleSettings? { roles.flatMap { RoleSettings($0, rounds: rounds) } }

    /// Models as the brain.
    func brain(of asked: Composition.AskedModels) -> any AgentBrain {
        guard let settings else { return ModelBrain(asked.model, run: asked.run) }
        return RoleBrain(asked.model, as: settings, run: asked.run)
    }

    /// How models choose an edit; nil where the first is taken.
    func deliberation(among asked: Composition.AskedModels) -> Deliberation? {
        Deliberation(asked.rotated, candidates: candidates, run: asked.run)
    }

    private static let remedy =
        "give driver, or executor with planner, reviewer or both: planner,executor,reviewer"

    /// The roles that a list names; nil for the driver alone.
    private static func roles<Failure: Error>(
        in names: [String], _ problem: (String) -> Failure
    ) throws(Failure) -> [AgentRole.Name]? {
        var roles: [AgentRole.Name] = []
        for name in names {
            guard let role = AgentRole.Name(rawValue: name) else {
                throw problem("there is no role \(name)")
            }
            roles.append(role)
        }
        if roles == [.driver] { return nil }
        guard RoleSettings(roles) != nil else {
            throw problem(
                roles.contains(.executor)
                    ? "a role is named twice, or beside the driver"
                    : "nobody of these does the work")
        }
        return roles
    }
}

extension AgentWays {
    private struct Problem: Error { let reason: String }

    /// Reads its part of the mapping `model.agent`.
    init(_ record: inout StrictRecord, problems: RecordProblems) {
        if let list = record.node("roles") {
            do {
                roles = try Self.roles(in: record.texts("roles")) { Problem(reason: $0) }
            } catch {
                problems.add(
                    at: list.span.lowerBound, "roles: \(error.reason)", remedy: Self.remedy)
            }
        }
        rounds = record.number("review-rounds", in: 0...RoleSettings.mostRounds) ?? 1
        candidates = record.number("candidates", in: 1...Deliberation.mostCandidates) ?? 1
    }
}
