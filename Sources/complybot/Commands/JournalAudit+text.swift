import Basics
import Fleet

/// What `audit verify` writes.
extension JournalAudit {
    /// What was found, for people; `branch` is what a branch of anchors looks like, if one was looked at.
    func text(_ branch: BranchOfAnchors.Look?) -> String {
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
            if events > checkpoint.seq {
                text += "\(Int(events - checkpoint.seq).of("event")) after that, not signed.\n"
            }
        } else {
            text += "No part of it is signed.\n"
        }
        if let anchor = newestAnchor {
            text += "Anchored up to event \(anchor.seq) (\(anchor.source.escapedForTerminal)).\n"
        }
        if let branch {
            let count = branch.anchors.count.of("anchor")
            text += "The branch of anchors holds \(count) of this journal's.\n"
            if let problem = branch.problem { text += "But \(problem.words).\n" }
        }
        return text
    }

    /// The same for programs.
    func json(_ branch: BranchOfAnchors.Look?) -> JSONValue {
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
            "anchor_branch": branch.map {
                .members([
                    "anchors": .int($0.anchors.count), "problem": .optional($0.problem?.words),
                ])
            } ?? .null,
        ])
    }
}
