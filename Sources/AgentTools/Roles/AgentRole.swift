internal import Basics

/// A seat at a job's desk: a configuration of the one loop that says who may call what, and how much of the budgets.
package struct AgentRole: Sendable, Hashable {
    /// The roles by name.
    package enum Name: String, Sendable, Hashable, CaseIterable {
        /// One for everything.
        case driver
        case planner, executor, reviewer
    }

    package let name: Name
    /// The effects that the tools it may call have.
    package let scope: ToolScope
    /// The most of a run's turns and tokens that it may use up, in hundredths.
    package let share: Int
    /// Whether the checklist is its to word; the others' are not taken.
    let words: Bool

    /// The role that does everything, and words its own plan.
    package static let driver = AgentRole(
        name: .driver, scope: .everything, share: 100, words: true)

    /// A role as it is filled beside `others`.
    init(_ name: Name, beside others: [Name] = []) {
        switch name {
        case .driver: self = .driver
        case .planner:
            self.init(name: name, scope: ToolScope([.read]), share: 20, words: true)
        case .executor:
            self.init(
                name: name, scope: .everything, share: 80, words: !others.contains(.planner))
        case .reviewer:
            self.init(name: name, scope: ToolScope([.read]), share: 30, words: false)
        }
    }

    private init(name: Name, scope: ToolScope, share: Int, words: Bool) {
        self.name = name
        self.scope = scope
        self.share = share
        self.words = words
    }

    /// The standing instructions, as they ship with the program.
    var prompt: String {
        let bytes =
            switch name {
            case .driver: PackageResources.driver_md
            case .planner: PackageResources.planner_md
            case .executor: PackageResources.executor_md
            case .reviewer: PackageResources.reviewer_md
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Its part of a budget, never nothing.
    func part(of budget: Int) -> Int { max(1, budget / 100 * share + budget % 100 * share / 100) }
}

/// Which roles work on a job, and how often the reviewer may send it back.
package struct RoleSettings: Sendable, Hashable {
    /// The most rounds that can be asked for.
    package static let mostRounds = 3

    /// The roles in their order.
    package let roles: [AgentRole.Name]
    /// How often a rejected change goes back to the executor.
    package var rounds: Int

    /// The roles of a list, in whatever order it names them; nil unless the executor is among them and the driver is not.
    package init?(_ names: [AgentRole.Name], rounds: Int = 1) {
        let named = Set(names)
        guard named.contains(.executor), !named.contains(.driver), named.count == names.count
        else { return nil }
        roles = AgentRole.Name.allCases.filter(named.contains)
        self.rounds = min(Self.mostRounds, max(0, rounds))
    }

    var hasPlanner: Bool { roles.contains(.planner) }
    var hasReviewer: Bool { roles.contains(.reviewer) }

    /// A role as it is filled here.
    func role(_ name: AgentRole.Name) -> AgentRole { AgentRole(name, beside: roles) }
}
