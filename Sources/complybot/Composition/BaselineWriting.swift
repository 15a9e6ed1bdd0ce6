import Basics
import Remediation
import RuleEngine

/// `check --write-baseline`: what the options say of the file, and the writing of it.
struct BaselineWriting {
    private let file: BaselineFile
    private let owner: String?
    private let expires: Day?
    private let grows: Bool

    static let options: [CommandSpecification.Option] = [
        .init(
            name: "write-baseline", value: "FILE",
            summary: "accept today's findings; a file that is there only shrinks"),
        .init(
            name: "baseline-owner", value: "NAME",
            summary: "who answers for the baseline (needed for a new one)"),
        .init(
            name: "baseline-expires", value: "YYYY-MM-DD",
            summary: "the baseline's last day (needed for a new one)"),
        .init(
            name: "grow-baseline",
            summary: "let --write-baseline add what is new to a file that is there"
        ),
    ]

    /// What the options ask for; nil when no baseline is to be written.
    init?(_ arguments: ParsedArguments, today: Day) throws {
        guard let path = arguments.value("write-baseline") else {
            for name in ["baseline-owner", "baseline-expires", "grow-baseline"]
            where arguments.has(name) {
                throw Self.refusal(
                    "--\(name)", "it says something of a baseline to be written",
                    remedy: "add --write-baseline FILE")
            }
            return nil
        }
        for name in ["baseline", "changed-since"] where arguments.has(name) {
            throw Self.refusal(
                "--write-baseline", "a baseline is of a whole repository as it is",
                remedy: "leave out --\(name)")
        }
        file = BaselineFile(path)
        owner = arguments.value("baseline-owner")
        grows = arguments.has("grow-baseline")
        expires = try arguments.value("baseline-expires").map { text in
            guard let day = Day(text), day >= today else {
                throw Self.refusal(
                    "--baseline-expires", "\(text) is no day to come",
                    remedy: "write it as YYYY-MM-DD")
            }
            return day
        }
        guard !file.exists else { return }
        guard let owner, !owner.isEmpty, expires != nil else {
            throw Self.refusal(
                "--write-baseline", "a new baseline needs an owner and a last day",
                remedy: "add --baseline-owner NAME --baseline-expires YYYY-MM-DD")
        }
    }

    /// Writes the file after a run, says what was done on standard error, and gives what it now holds.
    func run(
        _ run: LocalRun, _ detection: DetectionReport, today: Day, _ terminal: Terminal
    ) throws -> (file: String, content: Baseline) {
        let isNew = !file.exists
        var former = try isNew ? empty : file.content()
        if let owner { former.owner = owner }
        if let expires { former.expires = expires }
        guard former.owner != nil, let end = former.expires, end >= today else {
            throw Self.refusal(
                "--write-baseline", "the baseline has no owner, or its last day is over",
                remedy: "add --baseline-owner NAME --baseline-expires YYYY-MM-DD")
        }
        let findings = run.judge(detection, in: run.target.snapshot, by: former).findings.filter {
            run.selection.includes($0.finding)
        }
        let update = former.updated(
            with: findings, in: detection, by: run.rules.ruleSet, toolVersion: Complybot.version,
            mayGrow: isNew || grows)
        try file.write(update.baseline)
        var note = "\(file.path.escapedForTerminal): \(update.baseline.entries.count) findings; "
        note += "\(update.added.count) added, \(update.removed.count) removed"
        if update.refused > 0 {
            note += ", \(update.refused) new left out (--grow-baseline lets them in)"
        }
        terminal.note(note + "\n")
        return (file.path, update.baseline)
    }

    private var empty: Baseline {
        Baseline(
            owner: nil, expires: nil, toolVersion: Complybot.version, ruleSetDigest: "",
            entries: [])
    }

    private static func refusal(
        _ option: String, _ reason: String, remedy: String
    ) -> Diagnostic {
        Diagnostic(.usage, "run check", on: option, because: reason, remedy: remedy)
    }
}
