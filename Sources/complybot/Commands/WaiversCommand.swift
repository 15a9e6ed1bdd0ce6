import Basics
import Remediation
import RuleEngine
import Snapshots

/// `complybot waivers …`: exceptions in force, and when each ends.
enum WaiversCommand {
    static let list = CommandSpecification(
        words: ["waivers", "list"], summary: "the exceptions of a repository, and when each ends",
        discussion: """
            The rules run, so that an exception that covers nothing is seen. One that ends within 14 days ends soon.
            """,
        arguments: [LocalRun.argument], options: LocalRun.lookOptions
    ) { arguments, terminal in
        let run = try LocalRun(arguments, terminal, failOn: .none)
        let judgement = run.judgement()
        switch run.format {
        case .json:
            let value = JSONValue.members([
                "schema_version": .int(1), "today": .string(run.terms.day.description),
                "waivers": .array(judgement.waivers.map(\.json)),
                "problems": .array(judgement.problems.map(\.json)),
            ])
            try run.write(value.text() + "\n")
        case .text:
            var table = TextTable([
                "WAIVER", "RULE", "SCOPE", "STATUS", "EXPIRES", "FINDINGS", "REASON",
            ])
            for standing in judgement.waivers { table.add(row(standing)) }
            let text =
                judgement.waivers.isEmpty
                ? "There are no waivers.\n" : table.text(columns: terminal.outputSize?.columns)
            try run.write(text + judgement.problems.map { "\($0.line)\n" }.joined())
        }
        return .done
    }

    static let check = CommandSpecification(
        words: ["waivers", "check"], summary: "find exceptions that are invalid or have ended",
        discussion: """
            Leaves with 1 when there is one. One that covers nothing is named, and counts with stale-waivers: error.
            """,
        arguments: [LocalRun.argument], options: LocalRun.lookOptions
    ) { arguments, terminal in
        let run = try LocalRun(arguments, terminal, failOn: .none)
        let judgement = run.judgement()
        let ended = judgement.waivers.filter { $0.status == .expired }
        let wrong = judgement.problems.filter {
            $0.kind == .invalidWaiver
                || $0.kind == .staleWaiver && run.terms.settings.staleWaiversAreErrors
        }
        switch run.format {
        case .json:
            let value = JSONValue.members([
                "schema_version": .int(1), "today": .string(run.terms.day.description),
                "valid": .bool(ended.isEmpty && wrong.isEmpty),
                "expired": .array(ended.map(\.json)),
                "problems": .array(judgement.problems.map(\.json)),
            ])
            try run.write(value.text() + "\n")
        case .text:
            var text = judgement.problems.map { "\($0.line)\n" }.joined()
            for standing in ended {
                let waiver = standing.waiver
                text +=
                    "\(waiver.source): expired-waiver: \(waiver.id) for \(waiver.ruleID) ended on "
                    .escapedForTerminal
                text += "\(waiver.expires), \(-standing.daysLeft) days ago\n"
            }
            let count = judgement.waivers.count
            text += "\(count.of("waiver")), "
            text += "\(ended.count) expired, \(wrong.count) wrong.\n"
            try run.write(text)
        }
        if run.tell([]) { return .usage }
        return ended.isEmpty && wrong.isEmpty ? .done : .findings
    }

    private static func row(_ standing: WaiverStanding) -> [String] {
        let waiver = standing.waiver
        let findings = standing.matches.map { $0 == 0 ? "unused" : String($0) } ?? "–"
        return [
            waiver.id, waiver.ruleID, waiver.scope.words, standing.words, waiver.expires, findings,
            waiver.reason,
        ].map(\.escapedForTerminal)
    }
}

extension LocalRun {
    /// What the rules find, judged.
    func judgement() -> Judgement {
        let detection = Detection.run(rules, snapshot: target.snapshot, context: context)
        return terms.judge(detection, in: target.snapshot)
    }
}

extension WaiverStanding {
    /// The status in words.
    fileprivate var words: String {
        switch status {
        case .inForce: endsSoon ? "ends in \(daysLeft) days" : "in force"
        case .expired: "expired"
        case .invalid: "invalid"
        }
    }

    /// The waiver as one object.
    fileprivate var json: JSONValue {
        var reason: String?
        var name = "in-force"
        switch status {
        case .inForce: name = endsSoon ? "ends-soon" : "in-force"
        case .expired: name = "expired"
        case .invalid(let why): (name, reason) = ("invalid", why)
        }
        return .members([
            "id": .string(waiver.id), "rule_id": .string(waiver.ruleID),
            "scope": .string(waiver.scope.words), "status": .string(name),
            "invalid_because": .optional(reason), "category": .string(waiver.category.rawValue),
            "reason": .string(waiver.reason), "requested_by": .string(waiver.requestedBy),
            "approved_by": .array(waiver.approvedBy.map { .string($0) }),
            "created": .string(waiver.created), "expires": .string(waiver.expires),
            "days_left": .int(daysLeft), "findings": matches.map { .int($0) } ?? .null,
            "unused": .bool(isUnused), "origin": .string(waiver.origin.rawValue),
            "source": .string(waiver.source.description), "ticket": .optional(waiver.ticket),
        ])
    }
}
