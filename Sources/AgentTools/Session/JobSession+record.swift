package import Basics
internal import Policies
internal import Remediation
internal import RuleEngine

/// What a job leaves to be read.
extension JobSession {
    /// What became of the repository so far.
    package var record: JSONValue {
        let summary = self.summary
        return .members([
            "repository": .string(job.name), "location": .string(job.location),
            "state": .string(state), "base": .optional(summary?.base),
            "head": .optional(summary?.head),
            "patched": .array((summary?.patched ?? []).map { .string($0) }),
            "tests": .string(summary?.tests ?? ""),
            "approvals": .array((summary?.approvals ?? []).map { .string($0) }),
            "action": .string(summary?.action.rawValue ?? "none"),
            "number": summary?.number.map { .int($0) } ?? .null,
            "url": .optional(summary?.url), "note": .string(summary?.note ?? ""),
            "writes": .int(summary?.writes ?? 0),
            "edits": .array(
                attempts.map { attempt in
                    .members([
                        "files": .array(attempt.paths.map { .string($0) }),
                        "reason": .string(attempt.reason),
                        "refusal": .optional(attempt.refusal),
                    ])
                }),
        ])
    }

    private var state: String {
        switch standing {
        case .settled: "settled"
        case .held: "held"
        case .unfinished(let next): "next: \(next.rawValue)"
        }
    }

    /// What the plan rests on: the policies' words and the proof; empty lists before there is a plan.
    package func evidence() async throws -> JSONValue {
        let patch = work?.examination.patch
        let stage = EvidenceStage(
            retriever: environment.evidence, sources: environment.evidenceSources)
        let citations = if let patch { try await stage.run(patch) } else { [Citation]() }
        return .members([
            "repository": .string(job.name), "plan": .optional(patch?.planDigest.description),
            "citations": .array(
                citations.map { citation in
                    .members([
                        "document": .string(citation.documentID),
                        "section": .array(citation.section.map { .string($0) }),
                        "start_line": .int(citation.lines.lowerBound),
                        "end_line": .int(citation.lines.upperBound),
                        "digest": .string(citation.digest.description),
                        "quote": .string(citation.quote),
                    ])
                }),
            "checks": .array(
                (patch?.proof.checks ?? []).map { check in
                    .members([
                        "gate": .string(check.gate.rawValue), "subject": .string(check.subject),
                        "statement": .string(check.statement),
                    ])
                }),
        ])
    }
}
