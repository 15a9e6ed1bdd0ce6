import Basics

/// Every command there is.
enum CommandTable {
    /// In the order of the overview.
    static let all: [CommandSpecification] = [
        CheckCommand.specification,
        FixCommand.specification,
        RemediateCommand.specification,
        SweepCommand.specification,
        ServeCommand.specification,
        WorkerCommand.specification,
        AgentCommand.specification,
        McpCommand.specification,
        RulesCommand.list,
        RulesShowCommand.specification,
        RulesTestCommand.specification,
        RulesNewCommand.specification,
        RulesCommand.lint,
        RulesCommand.schema,
        PoliciesCommand.search,
        PoliciesCommand.lint,
        PoliciesCommand.ingest,
        WaiversCommand.list,
        WaiversCommand.check,
        ConfigCommand.validate,
        ConfigCommand.effective,
        ConfigCommand.explain,
        ConfigCommand.schema,
        ActionCommand.specification,
        StatusCommand.specification,
        ReportCommand.specification,
        AuditCommand.verify,
        AuditCommand.export,
        AuditCommand.redact,
        BackupCommand.specification,
        DoctorCommand.specification,
        CompletionsCommand.specification,
    ]

    /// The command that the first words of a command line select.
    static func find(_ words: [String]) throws -> CommandSpecification {
        if let command = all.first(where: { words.starts(with: $0.words) }) { return command }
        let first = words.first ?? ""
        let group = all.filter { $0.words.count > 1 && $0.words[0] == first }
        if !group.isEmpty {
            let names = group.map { $0.words[1] }
            let second = words.dropFirst().first
            throw Diagnostic(
                .usage, "run \(first)", on: second,
                because: "it is followed by one of \(names.joined(separator: ", "))",
                remedy: second.flatMap { NearestName.to($0, among: names) }.map {
                    "did you mean \(first) \($0)?"
                })
        }
        throw unknown(first)
    }

    /// The error for a command that does not exist.
    static func unknown(_ name: String) -> Diagnostic {
        let names = Set(all.map { $0.words[0] }).union(["help"])
        return Diagnostic(
            .usage, "run a command", on: name, because: "no such command",
            remedy: NearestName.remedy(for: name, among: names)
                ?? "see complybot help")
    }
}

/// `complybot help [COMMAND]`.
enum Help {
    /// All commands, a line each.
    static var overview: String {
        """
        complybot keeps repositories in line with written policies: it finds drift, patches it the same
        way every time, proves the patch, and opens one pull request that cites the policy.

        Usage: complybot COMMAND [options]

        Commands:
        \(CommandSpecification.table(CommandTable.all.map { ($0.name, $0.summary) } + [("help [COMMAND]", "show this, or all about one command")]))
        Exit status: 0 done; 1 findings at or above the threshold, or a repository that failed;
        2 a wrong option, rule pack or configuration; 3 the work could not be completed.

        """
    }

    /// Shows the overview, one command, or all commands of a group such as `rules`.
    static func run(_ words: [String], on terminal: Terminal) throws -> ExitStatus {
        let names = words.filter { !$0.hasPrefix("-") }
        let commands = CommandTable.all.filter { $0.words.starts(with: names) }
        if names.isEmpty || names == ["help"] {
            try terminal.write(overview)
        } else if commands.isEmpty {
            throw CommandTable.unknown(names.joined(separator: " "))
        } else {
            try terminal.write(commands.map(\.help).joined(separator: "\n"))
        }
        return .done
    }
}
