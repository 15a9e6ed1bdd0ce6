import Basics
import Forge
import Snapshots
import TestSupport
import Testing

@testable import Remediation

/// A forge of one unit as plain values, on which what was decided is carried out step by step.
private struct ModelForge {
    typealias Known = UnitSituation.KnownPullRequest

    var pulls: [Known] = []
    var branch: UnitSituation.Branch?
    var now = 100 * 86_400
    var base = 0
    var nextID = 1
    var writes = 0
    /// Heads that hold somebody's commits.
    var foreignHeads: Set<ObjectID> = []
    /// Foreign heads that were overwritten although nobody asked.
    var losses: [ObjectID] = []
    /// Fingerprints turned down, and not asked for again since.
    var turnedDown: Set<[String]> = []
    var violations: [String] = []

    mutating func takeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    func situation() -> UnitSituation {
        UnitSituation(
            pullRequests: pulls, branch: branch,
            open: OpenPullRequests(
                count: pulls.count { $0.state == .open },
                newestCreatedAt: pulls.compactMap(\.createdAt).max()))
    }

    /// Carries out some of a decision; a run that is killed does not get to the end.
    mutating func apply(_ decision: PullRequestDecision, plan: PullRequestPlan?, upTo limit: Int) {
        var left = limit
        for action in decision.actions {
            guard left > 0 else { return }
            switch action {
            case .propose(let proposal):
                guard let plan else { return violations.append("proposes nothing") }
                propose(proposal, plan, decision.standing, &left)
            case .close(let number, let reason):
                left -= 1
                change(number) { $0.state = reason == .requested ? .rejected : .withdrawn }
                if reason == .requested { turnDown(number) }
            case .deleteBranch(let expected):
                left -= 1
                writes += 1
                if foreignHeads.contains(expected) { losses.append(expected) }
                if branch?.head == expected { branch = nil }
            case .label(let number, let adding, let removing):
                left -= 1
                change(number) { $0.labels = $0.labels.union(adding).subtracting(removing) }
            case .remark(let number, let remark):
                left -= 1
                change(number) { pull in
                    if !pull.remarks.insert(remark.marker).inserted { pull.number = -1 }
                }
            case .answer(let number, let id, _):
                left -= 1
                change(number) { pull in
                    for index in pull.commands.indices where pull.commands[index].id == id {
                        if pull.commands[index].isAnswered { pull.number = -1 }
                        pull.commands[index].isAnswered = true
                    }
                }
            }
        }
    }

    private mutating func propose(
        _ proposal: PullRequestDecision.Proposal, _ plan: PullRequestPlan,
        _ standing: PullRequestStanding, _ left: inout Int
    ) {
        guard branch?.head == proposal.expected else { return violations.append("blind push") }
        let head = Digest(of: "\(plan.digest) on \(base)")
        let id = ObjectID(bytes: Array("\(head)".utf8.suffix(20)))
        if branch?.head != id {
            if let old = branch?.head, foreignHeads.contains(old) {
                if case .proposed(.recreated) = standing {} else { losses.append(old) }
            }
            branch = .init(
                head: id, plan: plan.digest.description, base: ObjectID(bytes: [UInt8(base)]),
                strangers: [])
            writes += 1
        }
        left -= 1
        guard left > 0 else { return }
        let number: Int
        if let known = proposal.number {
            number = known
            change(number) {
                $0.recordedPlan = plan.digest.description
                $0.recordedFindings = plan.findings
                $0.base = "main"
            }
        } else {
            if turnedDown.contains(plan.findings) { violations.append("came back") }
            if pulls.contains(where: { $0.state == .open }) { violations.append("two open") }
            number = takeID()
            pulls.append(
                Known(
                    number: number, state: .open, recordedPlan: plan.digest.description,
                    recordedFindings: plan.findings, createdAt: now))
            writes += 1
        }
        left -= 1
        guard left > 0 else { return }
        change(number) {
            $0.labels = $0.labels.union(proposal.labels + ["complybot"])
                .subtracting(proposal.removedLabels)
        }
        left -= 1
    }

    private mutating func change(_ number: Int, _ change: (inout Known) -> Void) {
        guard let index = pulls.firstIndex(where: { $0.number == number }) else {
            return violations.append("no such pull request")
        }
        let before = pulls[index]
        change(&pulls[index])
        if pulls[index].number == -1 {
            violations.append("said or answered twice")
            pulls[index].number = number
        }
        if pulls[index] != before { writes += 1 }
    }

    mutating func turnDown(_ number: Int) {
        guard let pull = pulls.first(where: { $0.number == number }),
            let findings = pull.recordedFindings
        else { return }
        turnedDown.insert(findings)
    }

    /// A person does something.
    mutating func act(_ random: inout SplitMix64) {
        let open = pulls.firstIndex { $0.state == .open }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            if let open {
                pulls[open].state = .rejected
                turnDown(pulls[open].number)
            }
        case 1:
            if let open {
                pulls[open].state = .merged
                branch = nil
            }
        case 2:
            if branch != nil {
                let id = ObjectID(bytes: Array("foreign\(takeID())".utf8))
                foreignHeads.insert(id)
                branch = .init(head: id, plan: branch?.plan, strangers: ["Ada"])
            }
        case 3: branch = nil
        case 4: if let open { pulls[open].labels.formSymmetricDifference([PullRequestLabel.hold]) }
        case 5: if let open { pulls[open].labels.insert(PullRequestLabel.rebase) }
        case 6:
            let verbs: [CommandComment.Command] = [
                .rebase, .recreate, .close, .explain(rule: "x"), .misunderstood("x"),
            ]
            if let open { comment(open, verbs.randomElement(using: &random) ?? .rebase) }
        case 7:
            if let closed = pulls.lastIndex(where: { $0.state == .rejected }), open == nil {
                comment(closed, .reopen)
                let findings = pulls[closed].recordedFindings ?? []
                let others = pulls.contains { pull in
                    pull.state == .rejected && pull.number != pulls[closed].number
                        && pull.recordedFindings == findings
                        && !pull.commands.contains { $0.command == .reopen }
                }
                if !others { turnedDown.remove(findings) }
            }
        case 8: base += 1
        default: if let open { pulls[open].recordedPlan = nil }
        }
    }

    private mutating func comment(_ index: Int, _ command: CommandComment.Command) {
        pulls[index].commands.append(
            CommandComment(
                id: "\(takeID())", author: ForgeAccount(login: "ada"), command: command,
                permission: .write, isAnswered: false))
    }
}

@Suite("Reconciliation over random histories")
struct ReconciliationModelTests {
    private static let plans: [PullRequestPlan?] = [
        nil, PullRequestPlan(digest: Digest(of: "one"), findings: ["a"]),
        PullRequestPlan(digest: Digest(of: "two"), findings: ["a", "b"]),
        PullRequestPlan(digest: Digest(of: "three"), findings: ["c"], isCritical: true),
    ]

    private func decide(_ forge: ModelForge, _ plan: PullRequestPlan?) -> PullRequestDecision {
        let isBehind = forge.branch?.base.map { $0 != ObjectID(bytes: [UInt8(forge.base)]) }
        let terms = PullRequestTerms(
            base: "main", now: forge.now, isBehind: isBehind ?? false, isStale: isBehind ?? false)
        return PullRequestStateMachine.decide(plan, in: forge.situation(), under: terms)
    }

    @Test("one open pull request, none after a closure, no foreign commit lost, quiet when done")
    func invariants() {
        for seed in 0..<600 {
            var random = SplitMix64(seed: UInt64(seed))
            var forge = ModelForge()
            var plan = Self.plans[1]
            for step in 0..<40 {
                forge.now += Int.random(in: 60..<200_000, using: &random)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    plan = Self.plans.randomElement(using: &random) ?? nil
                }
                forge.act(&random)
                let limit = Int.random(in: 0..<8, using: &random)
                forge.apply(decide(forge, plan), plan: plan, upTo: limit)
                let place = "seed \(seed), step \(step)"
                // I5, I6, I7.
                #expect(forge.pulls.count { $0.state == .open } <= 1, "\(place)")
                #expect(forge.violations.isEmpty && forge.losses.isEmpty, "\(place)")
                if !forge.violations.isEmpty || !forge.losses.isEmpty { return }
            }
            // I9: undisturbed it comes to rest, and then writes nothing.
            for _ in 0..<5 {
                forge.now += 7_200
                forge.apply(decide(forge, plan), plan: plan, upTo: .max)
            }
            let writes = forge.writes
            forge.apply(decide(forge, plan), plan: plan, upTo: .max)
            #expect(forge.writes == writes && forge.violations.isEmpty, "seed \(seed)")
        }
    }
}
