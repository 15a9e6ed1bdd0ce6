import Basics
import Fleet

/// `complybot backup`: a copy of the service's store, beside a service that runs.
enum BackupCommand {
    static let specification = CommandSpecification(
        words: ["backup"], summary: "write a copy of the service's store, as it is at this moment",
        discussion: """
            The service may run on. The copy is read back and its journal looked over before the command says that it is
            there. To restore it, stop the service and put the file in the place of fleet.db, without the files fleet.db-wal
            and fleet.db-shm; keep journal.key too, which is not in the copy.
            """,
        arguments: [
            .init(name: "FILE", isRequired: true, summary: "where to; it must not be there yet")
        ]
    ) { arguments, terminal in
        let home = try Installation(environment: terminal.environment).home()
        let file = arguments.arguments[0]
        let reader = try FleetReader(home: home)
        let key = try Ed25519KeyFile.read(AuditCommand.keyFile(of: home))
        let audit = try await reader.backUp(to: file, keys: key.map { [$0.publicKey] } ?? [])
        try terminal.write(
            "\(file): \(audit.events) events of the journal, up to \(audit.hash.hex).\n")
        guard let finding = audit.finding else { return .done }
        terminal.note(
            "complybot: warning: the journal is not whole: event \(finding.seq): \(finding.reason)"
                .escapedForTerminal + "\n")
        return .findings
    }
}
