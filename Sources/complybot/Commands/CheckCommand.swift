import Basics
import Remediation
import RuleEngine

/// `complybot check`: what drifts.
enum CheckCommand {
    static let specification = CommandSpecification(
        words: ["check"],
        summary: "detect drift in a working tree, a bare repository or a commit",
        discussion: """
            Looks at the working tree as it is: changed and untracked files count, ignored ones do not.
            """,
        arguments: [LocalRun.argument],
        options: [
            .init(
                name: "rev", value: "REV", summary: "look at a commit instead of the working tree")
        ] + LocalRun.reportOptions(failOn: .low) + Engine.options
    ) { arguments, terminal in
        let run = try LocalRun(arguments, terminal, failOn: .low)
        let detection = Detection.run(
            run.rules, snapshot: run.target.snapshot, context: run.context)
        let judgement = run.terms.judge(detection, in: run.target.snapshot)
        let report = CheckReport(
            toolVersion: Complybot.version, target: run.reportTarget, ruleSet: run.rules.ruleSet,
            detection: detection, judged: judgement.findings,
            minimumSeverity: run.minimumSeverity, configuration: run.terms.stamp(judgement.problems)
        )
        switch run.format {
        case .text: try run.write(report.text(coloured: run.isColoured))
        case .json: try run.write(report.json.text() + "\n")
        }
        if run.tell(judgement.problems) { return .usage }
        return run.threshold.isReached(by: report.findings) ? .findings : .done
    }
}
