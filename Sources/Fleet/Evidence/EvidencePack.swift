package import Basics
internal import FoundationEssentials
internal import Remediation

/// Everything that is known of one run, for somebody who does not trust whoever hands it over.
///
/// An in-toto statement (version 1) about the commit that the run proposed, or that it looked at; its predicate is
/// described in docs/journal.md. The journal's events stand in it byte for byte, each with the proof that a signed
/// checkpoint covers it.
package struct EvidencePack: Sendable {
    /// The media type of the statement.
    package static let type = "application/vnd.in-toto+json"
    /// What kind of predicate the statement has.
    package static let predicateType = "https://complybot.dev/evidence/v1"

    var run: RunRecord
    /// What the run came to; nil when it did not come that far.
    var sections: EvidenceSections?
    var steps: [StepRecord]
    var events: [ProvenEvent]
    var checkpoints: [JournalCheckpoint]
    /// What people decided about the run's proposal.
    var decisions: [ApprovalRecord] = []
    var toolVersion: String
    /// The public keys by which the checkpoints are signed.
    var keys: [Ed25519PublicKey]

    /// The statement, signed.
    package func envelope(signedBy key: Ed25519PrivateKey) throws -> SignedEnvelope {
        SignedEnvelope(Array(try statement.text(indented: false).utf8), type: Self.type, with: key)
    }

    /// The statement as canonical JSON: the same run and the same journal give the same bytes.
    var statement: JSONValue {
        get throws {
            .sorted([
                "_type": "https://in-toto.io/Statement/v1", "subject": .array([subject]),
                "predicateType": .string(Self.predicateType), "predicate": try predicate,
            ])
        }
    }

    private var subject: JSONValue {
        let commit = run.summary?.head ?? run.summary?.base
        // A run that came to no commit is told of by the hash of its last event.
        let digest =
            commit.map { ("gitCommit", $0) }
            ?? ("sha256", Hexadecimal.encode(events.last?.record.hash ?? Journal.origin))
        return .sorted([
            "name": .string(run.location),
            "digest": .sorted([digest.0: .string(digest.1)]),
        ])
    }

    private var predicate: JSONValue {
        get throws {
            let members: [String: JSONValue] = [
                "tool": .sorted(["name": "complybot", "version": .string(toolVersion)]),
                "run": runMembers, "steps": .array(try steps.map { try $0.json }),
                "events": .array(events.map(\.json)),
                "decisions": .array(decisions.map(\.json)),
                "model_usage": .array(
                    try steps.filter { $0.name == "model usage" }.map { try $0.detailJSON }),
                "checkpoints": .array(checkpoints.map(\.json)),
                "keys": .array(
                    keys.map {
                        .sorted([
                            "algorithm": "ed25519", "id": .string($0.id.description),
                            "public": .string($0.description),
                        ])
                    }),
            ]
            // What the pack is made of has its names; a summary cannot take them.
            return .sorted(members.merging(sections?.members ?? [:]) { own, _ in own })
        }
    }

    private var runMembers: JSONValue {
        .sorted([
            "id": .int(Int(run.id)), "job": .int(Int(run.job)), "attempt": .int(run.attempt),
            "repository": .string(run.unit.repository), "kind": .string(run.unit.kind.rawValue),
            "subject": .string(run.unit.subject), "location": .string(run.location),
            "worker": .string(run.worker),
            "started": .string(UTCTime.text(milliseconds: run.startedAt)),
            "ended": .optional(run.endedAt.map { UTCTime.text(milliseconds: $0) }),
            "outcome": .optional(run.outcome), "detail": .optional(run.detail),
        ])
    }
}

/// An event of the journal and, once a checkpoint covers it, the proof of that.
struct ProvenEvent: Sendable {
    /// Its place in the segment of a checkpoint, and the digests beside its way to the root.
    struct Inclusion: Hashable, Sendable {
        var checkpoint: Int64
        var index: Int
        var count: Int
        var path: [Digest]
    }

    var record: JournalRecord
    var inclusion: Inclusion?

    var json: JSONValue {
        .sorted([
            "head": .string(record.head), "fields": .optional(record.fields),
            "salt": .optional(record.salt.map(Hexadecimal.encode)),
            "inclusion": inclusion.map { inclusion in
                .sorted([
                    "checkpoint": .int(Int(inclusion.checkpoint)), "index": .int(inclusion.index),
                    "count": .int(inclusion.count),
                    "path": .array(inclusion.path.map { .string($0.description) }),
                ])
            } ?? .null,
        ])
    }
}

extension StepRecord {
    fileprivate var json: JSONValue {
        get throws {
            .sorted([
                "position": .int(position), "name": .string(name),
                "at": .string(UTCTime.text(milliseconds: at)),
                "detail": try detailJSON,
            ])
        }
    }

    fileprivate var detailJSON: JSONValue {
        get throws { try JSONDecoder().decode(JSONValue.self, from: Data(detail.utf8)) }
    }
}

extension ApprovalRecord {
    fileprivate var json: JSONValue {
        .sorted([
            "head": .string(head), "decision": .string(decision.rawValue),
            "reason": .string(reason), "actor": .string(actor),
            "at": .string(UTCTime.text(milliseconds: decidedAt)),
        ])
    }
}
