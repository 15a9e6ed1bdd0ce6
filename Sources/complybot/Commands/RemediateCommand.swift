import Basics
import Fleet
import Remediation
import RuleEngine

/// `complybot remediate`: one repository, end to end.
enum RemediateCommand {
    static let specification = CommandSpecification(
        words: ["remediate"],
        summary: "bring one repository's pull request to where it ought to be",
        arguments: [
            .init(
                name: "REPO", isRequired: true,
                summary: "an address, or the path of a bare repository")
        ],
        options: jobOptions + [
            .init(
                name: "format", value: "text|json",
                summary: "how the result is written (default text)"),
            .init(name: "output", value: "FILE", summary: "write the result to a file"),
        ] + Engine.options,
        run: { arguments, terminal in
            let job = try job(arguments)
            let format = try arguments.choice("format", default: LocalRun.Format.text)
            let report = try await SweepCommand.sweep(concurrency: 1, arguments, terminal) { _ in
                [job]
            }
            return try conclude(report, terminal) {
                try SweepCommand.write(report, as: format, arguments, terminal)
            }
        })

    /// The options that say more of the repository, and what is to be done with it.
    static let jobOptions: [CommandSpecification.Option] = [
        .init(name: "service", value: "NAME", summary: "the service that it holds"),
        .init(name: "tier", value: "N", summary: "how much depends on it, from 1 (most) to 3"),
        .init(
            name: "repository-fact", value: "KEY=VALUE", isRepeatable: true,
            summary:
                "what the forge knows of it: \(RepositoryFacts.keys.joined(separator: ", "))"
        ),
        .init(
            name: "dry-run",
            summary: "find, patch and prove, but test, push and propose nothing"),
    ]

    /// The repository that is meant.
    static func job(_ arguments: ParsedArguments) throws -> RepositoryJob {
        let tier = try arguments.value("tier").map { _ in
            try arguments.number("tier", in: 1...3, default: 3)
        }
        return RepositoryJob(
            location: arguments.arguments[0], service: arguments.value("service"), tier: tier,
            facts: try RepositoryFacts(parsing: arguments.all("repository-fact")))
    }

    /// Tells a failure, or writes what came of the repository, and says with which status that ends.
    static func conclude(
        _ report: SweepReport, _ terminal: Terminal, write: () throws -> Void
    ) throws -> ExitStatus {
        if let failed = report.summaries.first(where: { $0.failure != nil }) {
            terminal.note("complybot: error: \(failed.failure ?? "")\n")
            return failed.isUsageFailure ? .usage : .incomplete
        }
        try write()
        guard let wrong = report.summaries.first(where: \.isUsageFailure) else { return .done }
        for problem in wrong.problems ?? [] { terminal.note("complybot: error: \(problem)\n") }
        return .usage
    }
}
