import Foundation
import StandInForge
import TestSupport

/// Some repositories, runs that are killed over them, people in between, and runs until it is quiet.
struct KillScenario {
    /// How the program is called.
    enum Call: CaseIterable {
        case remediate, list, organization
    }

    let seed: UInt64
    let world: KillWorld
    let organization: String
    let ledgers: [PersonLedger]
    let call: Call
    private let token: String
    private var random: SplitMix64
    private var runs = 0
    private(set) var kills = 0
    private(set) var losses = 0
    private(set) var log: [String] = []
    /// What is wrong, in words.
    private(set) var violations: [String] = []
    /// Variables for every run, such as those of planted bugs.
    var variables: [String: String] = [:]

    init(seed: UInt64, call: Call? = nil, in world: KillWorld, named name: String? = nil) throws {
        self.seed = seed
        self.world = world
        random = SplitMix64(seed: seed)
        let chosen = Call.allCases.randomElement(using: &random) ?? .remediate
        self.call = call ?? chosen
        organization = name ?? "o\(seed)"
        let count = self.call == .remediate ? 1 : 2
        let names = (1...count).map { [organization] in "\(organization)/r\($0)" }
        token = try world.makeOrganization(organization, repositories: names)
        ledgers = names.map { PersonLedger($0, in: world) }
        let list = names.map { "\"\(world.forge.serverURL)/\($0).git\"" }.joined(separator: ", ")
        try world.folder.write("{\"repos\": [\(list)]}\n", to: "\(organization).json")
    }

    private var home: String { "\(world.folder.path)/\(organization)" }

    /// Runs that something happens to, and people, by the seed.
    mutating func disturb() throws {
        for _ in 0..<Int.random(in: 2...4, using: &random) {
            if Int.random(in: 0..<5, using: &random) < 2,
                let act = PersonAct.allCases.randomElement(using: &random),
                let ledger = ledgers.randomElement(using: &random)
            {
                perform(act, ledger)
            }
            if Int.random(in: 0..<12, using: &random) == 0 {
                log.append("the home is lost")
                try? FileManager.default.removeItem(atPath: home)
            }
            try run(KillPlan(using: &random))
        }
    }

    /// A person acts between two runs.
    mutating func perform(_ act: PersonAct, _ ledger: PersonLedger) {
        world.forge.clearRecords()
        ledger.perform(act)
        log.append("\(ledger.now.acts.last ?? "") on \(ledger.repository)")
        check("after \(act)")
    }

    /// One run and what happens to it.
    @discardableResult
    mutating func run(_ plan: KillPlan) throws -> KillableProgram.Ending {
        let program = KillableProgram()
        let forge = world.forge
        forge.clearRecords()
        if let place = plan.kill { forge.inject(Self.fault(at: place) { program.kill() }) }
        if let place = plan.lost { forge.inject(Self.loss(at: place)) }
        if let act = plan.act, let ledger = ledgers.randomElement(using: &random) {
            forge.inject(Self.fault(at: act.place) { ledger.perform(act.what) })
        }
        runs += 1
        var environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "COMPLYBOT_HOME": home, "XDG_CACHE_HOME": "\(world.folder.path)/cache",
            "GITHUB_SERVER_URL": forge.serverURL, "GITHUB_API_URL": forge.apiURL,
            "GITHUB_GRAPHQL_URL": forge.graphQLURL, "GITHUB_TOKEN": token,
            "CB_CLOCK": String(runs * 7_200),
        ]
        environment["CB_CRASH"] = plan.crash
        environment.merge(variables) { $1 }
        let ending = try program.run(arguments, environment: environment)
        forge.clearFaults()
        let lost = forge.requests.count { $0.faults.contains("loseAnswer") }
        losses += lost
        if ending.status == nil { kills += 1 }
        log.append(
            "run \(runs) (\(plan)): "
                + (ending.status.map { "status \($0)" } ?? "killed")
                + (lost > 0 ? ", \(lost) lost" : "")
                + (ending.status == 0 ? "" : " \(ending.errors.suffix(300))"))
        violations += forge.violations.map { "the forge: \($0)" }
        for ledger in ledgers { ledger.forgive(forge.requests) }
        check("after run \(runs)")
        return ending
    }

    private static func fault(
        at place: KillPlan.Place, _ work: @escaping @Sendable () -> Void
    ) -> Fault {
        Fault(
            .meanwhile(afterEffect: place.afterEffect, work), method: place.method,
            path: place.path, first: place.number)
    }

    private static func loss(at place: KillPlan.Place) -> Fault {
        Fault(
            place.afterEffect ? .loseAnswer : .resetBefore, method: place.method,
            path: place.path, first: place.number)
    }

    private var arguments: [String] {
        let forge = world.forge
        let call =
            switch self.call {
            case .remediate: ["remediate", "\(forge.serverURL)/\(organization)/r1.git"]
            case .list: ["sweep", "--repos", "\(world.folder.path)/\(organization).json"]
            case .organization: ["sweep", "--org", organization]
            }
        let width = self.call == .remediate ? [] : ["--concurrency", "1"]
        return call + width + ["--rule", "actions-pinned-by-sha", "--format", "json"]
    }

    /// Clean runs: the first may write, the second must not.
    mutating func settle() throws {
        let first = try run(KillPlan())
        if first.status != 0 { violations.append("a clean run fails: \(first.errors)") }
        let before = try moves()
        let second = try run(KillPlan())
        if second.status != 0 { violations.append("a clean run fails: \(second.errors)") }
        let writes = world.forge.contentWrites.map { "\($0.method) \($0.path)" }
        let moved = try moves() - before
        if !writes.isEmpty || moved != 0 {
            violations.append("a further run writes: \(writes), \(moved) moves")
        }
        for ledger in ledgers {
            violations += try KillCheck(ledger, in: world).end().map {
                "\(ledger.repository): \($0)"
            }
        }
    }

    private func moves() throws -> Int {
        try ledgers.map {
            try world.forge.history(of: KillWorld.branch, in: $0.repository).count
        }.reduce(0, +)
    }

    private mutating func check(_ moment: String) {
        for ledger in ledgers {
            do {
                violations += try KillCheck(ledger, in: world).always().map {
                    "\(ledger.repository) \(moment): \($0)"
                }
            } catch { violations.append("\(ledger.repository): \(error)") }
        }
    }

    /// All that happened, and how to have it happen again.
    var report: String {
        let acts = ledgers.map { "\($0.repository): \($0.now.acts.joined(separator: "; "))" }
        return """
            seed \(seed), \(call): \(violations.joined(separator: "\n  "))
            \(log.joined(separator: "\n"))
            \(acts.joined(separator: "\n"))
            again: Scripts/kill-test 1 \(seed)
            """
    }
}
