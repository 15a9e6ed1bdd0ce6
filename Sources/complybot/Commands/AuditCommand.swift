import Basics
import Fleet
import FoundationEssentials

/// `complybot audit …`: whether the journal is what was written, what it proves of one run, and what is to be erased of it.
enum AuditCommand {
    static let verify = CommandSpecification(
        words: ["audit", "verify"], summary: "check the journal's chain, signatures and anchors",
        discussion: """
            Leaves with 1 when an event was changed, taken away, put in or moved, or the end is missing. What was cut off
            after the newest checkpoint shows only against anchors that are kept outside the home folder.
            With --transcript a file of the home folder's transcripts is checked.
            """,
        options: [
            .init(
                name: "anchors", value: "FILE", isRepeatable: true,
                summary: "a log of anchors, such as the file store.anchor names"),
            .init(
                name: "anchor", value: "SEQ:HASH", isRepeatable: true,
                summary: "the hash that an event had, as somebody noted it"),
            .init(
                name: "anchors-git", value: "REPO",
                summary: "a repository with a branch of anchors, as store.anchor-repository"),
            .init(
                name: "anchors-branch", value: "NAME",
                summary: "its branch (default \(JournalAnchorBranch.usualName))"),
            .init(
                name: "transcript", value: "FILE",
                summary: "check the transcript of an agent's run in place of the journal"),
            keyOption, formatOption,
        ]
    ) { arguments, terminal in
        let format = try arguments.choice("format", default: LocalRun.Format.text)
        let home = try Installation(environment: terminal.environment).home()
        let noted = try anchors(arguments)
        let keys = try keys(arguments, home: home)
        let branch = try await BranchOfAnchors(arguments, terminal, home: home)?.look(keys: keys)
        let anchors = noted + (branch?.anchors ?? [])
        let audit =
            if let file = arguments.value("transcript") {
                try JournalFile.verify(file, keys: keys, anchors: anchors)
            } else {
                try await reader(of: home).auditJournal(keys: keys, anchors: anchors)
            }
        switch format {
        case .json: try terminal.write(audit.json(branch).text() + "\n")
        case .text: try terminal.write(audit.text(branch))
        }
        return audit.finding == nil && branch?.problem == nil ? .done : .findings
    }

    static let export = CommandSpecification(
        words: ["audit", "export"], summary: "write what is known of one run, signed",
        discussion: """
            An in-toto statement in a DSSE envelope: findings, plan, tests, approvals and pull request of the run, its
            steps, and the journal's events with the proof that a signed checkpoint covers them.
            """,
        arguments: [.init(name: "RUN", isRequired: true, summary: "the number of the run")],
        options: [
            .init(
                name: "output", short: "o", value: "FILE",
                summary: "where it is written (default standard output)"),
            keyOption,
        ]
    ) { arguments, terminal in
        let home = try Installation(environment: terminal.environment).home()
        guard let run = Int64(arguments.arguments[0]), run > 0 else {
            throw Diagnostic(
                .usage, "export a run", on: arguments.arguments[0],
                because: "a run is named by its number")
        }
        let reader = try reader(of: home)
        guard let key = try Ed25519KeyFile.read(keyFile(of: home)) else {
            throw Diagnostic(
                .usage, "sign the evidence", on: keyFile(of: home), because: "there is no such key",
                remedy: "run it where complybot serve runs, which makes the key")
        }
        guard
            let pack = try await reader.evidence(
                ofRun: run, keys: try keys(arguments, home: home), toolVersion: Complybot.version)
        else {
            throw Diagnostic(.usage, "export a run", on: "\(run)", because: "there is none")
        }
        let text = try pack.envelope(signedBy: key).json.text() + "\n"
        try Output.write(text, to: arguments.value("output"), terminal: terminal)
        return .done
    }

    static let redact = CommandSpecification(
        words: ["audit", "redact"], summary: "erase the fields of an event of the journal",
        discussion: """
            For what ought not to stand there, such as somebody's name. The event stays, and the digest of what it held; that and
            why it was erased is an event itself, which cannot be erased. The chain still holds. Stop the service before;
            backups and what was sent to others keep what they have.
            """,
        arguments: [.init(name: "EVENT", isRequired: true, summary: "the number of the event")],
        options: [
            .init(name: "because", value: "TEXT", summary: "why, for the journal; it is needed")
        ]
    ) { arguments, terminal in
        let home = try Installation(environment: terminal.environment).home()
        guard let event = Int64(arguments.arguments[0]), event > 0 else {
            throw Diagnostic(
                .usage, "erase an event's fields", on: arguments.arguments[0],
                because: "an event is named by its number",
                remedy: "find it with complybot audit export or in /api/v1/events")
        }
        guard let reason = arguments.value("because"), !reason.isEmpty else {
            throw Diagnostic(
                .usage, "erase an event's fields", on: "\(event)",
                because: "the journal is to say why", remedy: "add --because TEXT")
        }
        // Says what is wrong where nothing is; opening to write would make a new one.
        _ = try reader(of: home)
        let lock = try HomeLock.take(home: home, for: "audit redact")
        defer { lock.release() }
        let store = try FleetStore(home: home)
        try await store.eraseEvent(event, because: reason, by: "operator")
        try terminal.write("The fields of event \(event) are erased.\n")
        return .done
    }

    /// The journal of a home folder.
    private static func reader(of home: String) throws -> FleetReader {
        let path = FleetStore.path(in: home)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Diagnostic(
                .incomplete, "read the journal", on: path, because: "there is none",
                remedy: "run it where complybot serve has run, or set COMPLYBOT_HOME to its folder")
        }
        return try FleetReader(home: home)
    }

    private static let keyOption = CommandSpecification.Option(
        name: "key", value: "FILE", isRepeatable: true,
        summary:
            "a public key that the journal may be signed by (default journal.key.pub of the home)")
    private static let formatOption = CommandSpecification.Option(
        name: "format", value: "text|json", summary: "how the result is written (default text)")

    /// Where the key is that signs a home's journal.
    static func keyFile(of home: String) -> String { "\(home)/journal.key" }

    private static func keys(
        _ arguments: ParsedArguments, home: String
    ) throws -> [Ed25519PublicKey] {
        let files = arguments.all("key")
        if !files.isEmpty { return try files.map { try Ed25519KeyFile.readPublic($0) } }
        // A journal that was never signed has no key yet.
        guard let key = try Ed25519KeyFile.read(keyFile(of: home)) else { return [] }
        return [key.publicKey]
    }

    private static func anchors(_ arguments: ParsedArguments) throws -> [JournalAnchor] {
        let noted = try arguments.all("anchor").map { text in
            guard let anchor = JournalAnchor(parsing: text, source: "--anchor \(text)") else {
                throw Diagnostic(
                    .usage, "read --anchor", on: text,
                    because: "it is not SEQ:HASH, the hash being 64 hex digits")
            }
            return anchor
        }
        return try noted
            + arguments.all("anchors").flatMap { try JournalAnchorLog(path: $0).anchors() }
    }
}
