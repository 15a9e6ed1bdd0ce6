import Basics
import Fleet

/// `complybot audit …`: whether the journal is what was written, and what it proves of one run.
enum AuditCommand {
    static let verify = CommandSpecification(
        words: ["audit", "verify"], summary: "check the journal's chain, signatures and anchors",
        discussion: """
            Leaves with 1 when an event was changed, taken away, put in or moved, or the end is missing. What was cut off
            after the newest checkpoint shows only against anchors that are kept outside the home folder.
            """,
        options: [
            .init(
                name: "anchors", value: "FILE", isRepeatable: true,
                summary: "a log of anchors, such as the file store.anchor names"),
            .init(
                name: "anchor", value: "SEQ:HASH", isRepeatable: true,
                summary: "the hash that an event had, as somebody noted it"),
            keyOption, formatOption,
        ]
    ) { arguments, terminal in
        let home = try Installation(environment: terminal.environment).home()
        let anchors = try anchors(arguments)
        let reader = try FleetReader(home: home)
        let audit = try await reader.auditJournal(
            keys: try keys(arguments, home: home), anchors: anchors)
        switch try arguments.choice("format", default: LocalRun.Format.text) {
        case .json: try terminal.write(audit.json.text() + "\n")
        case .text: try terminal.write(audit.text)
        }
        return audit.finding == nil ? .done : .findings
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
        let reader = try FleetReader(home: home)
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

extension JournalAudit {
    fileprivate var text: String {
        var text = "\(events.of("event")), \(checkpoints.of("checkpoint"))"
        text += erased > 0 ? ", \(erased) with erased fields.\n" : ".\n"
        if let finding {
            text += "Event \(finding.seq): \(finding.reason).".escapedForTerminal + "\n"
        } else {
            text += "The journal is whole up to event \(events), \(hash.hex).\n"
        }
        if let checkpoint = newestCheckpoint {
            text += "Signed up to event \(checkpoint.seq), "
            text += "\(UTCTime.text(milliseconds: checkpoint.time)).\n"
        } else {
            text += "No part of it is signed.\n"
        }
        if let anchor = newestAnchor {
            text += "Anchored up to event \(anchor.seq) (\(anchor.source.escapedForTerminal)).\n"
        }
        return text
    }

    fileprivate var json: JSONValue {
        .members([
            "schema_version": .int(1), "whole": .bool(finding == nil), "events": .int(Int(events)),
            "hash": .string(hash.description), "checkpoints": .int(checkpoints),
            "erased": .int(erased),
            "finding": finding.map {
                .members(["event": .int(Int($0.seq)), "reason": .string($0.reason)])
            } ?? .null,
            "newest_checkpoint": newestCheckpoint?.json ?? .null,
            "newest_anchor": newestAnchor.map {
                .members([
                    "event": .int(Int($0.seq)), "hash": .string($0.hash.description),
                    "source": .string($0.source),
                ])
            } ?? .null,
        ])
    }
}
