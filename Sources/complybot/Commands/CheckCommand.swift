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
        let report = CheckReport(
            toolVersion: Complybot.version, target: run.reportTarget,
            ruleSet: run.engine.compiled.ruleSet,
            detection: Detection.run(
                run.engine.compiled, snapshot: run.target.snapshot, context: run.context),
            minimumSeverity: run.minimumSeverity)
        switch run.format {
        case .text: try run.write(report.text(coloured: run.isColoured))
        case .json: try run.write(report.json.text() + "\n")
        }
        return run.threshold.isReached(by: report.findings) ? .findings : .done
    }
}
