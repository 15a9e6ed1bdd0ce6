internal import Basics
package import RuleEngine
internal import Snapshots

/// What findings count as, and what is wrong with the waivers.
package struct Judgement: Hashable, Sendable {
    /// In the order of the report.
    package var findings: [JudgedFinding]
    /// Sorted by place.
    package var problems: [ConfigurationProblem]
    /// How each waiver stands, in the order in which they were given.
    package var waivers: [WaiverStanding]
}

/// How a waiver stands on a day.
package struct WaiverStanding: Hashable, Sendable {
    /// Whether it holds.
    package enum Status: Hashable, Sendable {
        case inForce
        case expired
        /// It is no waiver, and why.
        case invalid(String)
    }

    package var waiver: Waiver
    package var status: Status
    /// Days until its last day; negative when that has passed.
    package var daysLeft: Int
    /// How many findings it matches; nil when its rule was not asked, or could not answer.
    package var matches: Int?

    /// Whether it holds and ends within two weeks.
    package var endsSoon: Bool { status == .inForce && daysLeft <= WaiverPolicy.soon }
    /// Whether it holds and covers nothing although its rule ran.
    package var isUnused: Bool { status == .inForce && matches == 0 }
}

/// Applies waivers to findings: pure; the day is an input.
package struct Judge: Sendable {
    private let policy: WaiverPolicy
    private let day: Day
    private let waivers: [Entry]

    /// A waiver that has been looked at.
    private struct Entry {
        var waiver: Waiver
        var globs: [Glob]
        var expires: Day
        /// Why it is no waiver at all.
        var refusal: String?
        func holds(on day: Day) -> Bool { expires >= day }
    }

    /// A judge of a day, with the waivers in any order.
    package init(_ waivers: [Waiver], policy: WaiverPolicy, on day: Day) {
        self.policy = policy
        self.day = day
        self.waivers = waivers.map { waiver in
            var globs: [Glob] = []
            if case .paths(let patterns) = waiver.scope {
                globs = patterns.compactMap { try? Glob($0) }
            }
            return Entry(
                waiver: waiver, globs: globs, expires: Day(waiver.expires) ?? Day(number: -1),
                refusal: policy.refusal(of: waiver, on: day))
        }
    }

    /// Judges the findings of one repository.
    ///
    /// The severities are those of the rules, for waivers that cover nothing.
    package func judge(
        _ findings: [Finding], outcomes: [RuleOutcome], severities: [String: Severity] = [:]
    ) -> Judgement {
        var matches = [Int](repeating: 0, count: waivers.count)
        var excesses: [Int: String] = [:]
        let judged = findings.map { finding in
            judge(finding, &matches, &excesses)
        }
        var standings: [WaiverStanding] = []
        var problems: [ConfigurationProblem] = []
        for (index, entry) in waivers.enumerated() {
            let unused = matches[index] == 0 ? severities[entry.waiver.ruleID] : nil
            let refusal =
                entry.refusal ?? excesses[index]
                ?? unused.flatMap { policy.excess(of: entry.waiver, over: $0, on: day) }
            let status: WaiverStanding.Status =
                refusal.map { .invalid($0) } ?? (entry.holds(on: day) ? .inForce : .expired)
            let isAnswered = isAnswered(entry.waiver, by: outcomes)
            let standing = WaiverStanding(
                waiver: entry.waiver, status: status, daysLeft: day.days(until: entry.expires),
                matches: isAnswered || matches[index] > 0 ? matches[index] : nil)
            standings.append(standing)
            if let problem = Self.problem(of: standing) { problems.append(problem) }
        }
        return Judgement(findings: judged, problems: problems.sorted(), waivers: standings)
    }

    private func judge(
        _ finding: Finding, _ matches: inout [Int], _ excesses: inout [Int: String]
    ) -> JudgedFinding {
        var valid: [Entry] = []
        var ended: [Entry] = []
        for (index, entry) in waivers.enumerated()
        where entry.refusal == nil && Self.covers(entry, finding) {
            matches[index] += 1
            if let excess = policy.excess(of: entry.waiver, over: finding.severity, on: day) {
                excesses[index] = excess
            } else if entry.holds(on: day) {
                valid.append(entry)
            } else {
                ended.append(entry)
            }
        }
        let all = (valid + ended).map(\.waiver)
        let chosen = (valid.isEmpty ? ended : valid).map(\.waiver).min(by: Self.isBetter)
        guard let chosen else { return JudgedFinding(finding) }
        return JudgedFinding(
            finding: finding, status: valid.isEmpty ? .waiverExpired : .waived, waiver: chosen,
            otherWaivers: all.filter { $0 != chosen }.sorted(by: Self.isBetter))
    }

    private static func covers(_ entry: Entry, _ finding: Finding) -> Bool {
        guard entry.waiver.ruleID == finding.ruleID else { return false }
        switch entry.waiver.scope {
        case .repository: return true
        case .project(let folder): return (finding.path ?? finding.component).isInside(folder)
        case .paths:
            guard let path = finding.path else { return false }
            return entry.globs.contains { $0.matches(path.bytes) }
        case .fingerprint(let digest): return digest == finding.fingerprint
        }
    }

    /// The more specific first; of two as specific the one that lasts longer, then by id.
    private static func isBetter(_ left: Waiver, _ right: Waiver) -> Bool {
        if left.scope.specificity != right.scope.specificity {
            return left.scope.specificity > right.scope.specificity
        }
        return left.expires != right.expires ? left.expires > right.expires : left.id < right.id
    }

    /// Whether the rule ran where the waiver reaches, with an answer everywhere.
    private func isAnswered(_ waiver: Waiver, by outcomes: [RuleOutcome]) -> Bool {
        var isAnswered = false
        for outcome in outcomes where outcome.ruleID == waiver.ruleID {
            if case .project(let folder) = waiver.scope, !outcome.scope.isInside(folder),
                !folder.isInside(outcome.scope)
            {
                continue
            }
            switch outcome.result {
            case .pass, .fail, .notApplicable: isAnswered = true
            case .notEvaluated, .error: return false
            }
        }
        return isAnswered
    }

    private static func problem(of standing: WaiverStanding) -> ConfigurationProblem? {
        let waiver = standing.waiver
        switch standing.status {
        case .invalid(let reason):
            return ConfigurationProblem(
                .invalidWaiver, at: waiver.source, reason, remedy: "the finding stands",
                ruleID: waiver.ruleID)
        case .inForce where standing.isUnused:
            return ConfigurationProblem(
                .staleWaiver, at: waiver.source,
                "\(waiver.ruleID) ran and found nothing that it covers", remedy: "remove it",
                ruleID: waiver.ruleID)
        case .inForce, .expired: return nil
        }
    }
}

extension Waiver.Scope {
    /// The more, the more specific.
    fileprivate var specificity: Int {
        switch self {
        case .repository: 0
        case .project: 1
        case .paths: 2
        case .fingerprint: 3
        }
    }
}
