internal import Basics
internal import Policies
internal import Remediation
internal import RuleEngine
internal import Snapshots

/// What there is to review: the change as it would be proposed, whoever made it.
struct ReviewMaterial: Sendable {
    /// A file that a model edited by hand.
    struct Edit: Sendable {
        /// A line that the edit brought.
        struct Line: Sendable {
            let number: Int
            let text: String
        }

        let path: String
        let reason: String
        let added: [Line]
    }

    let commit: String
    let title: String
    let description: String
    let diff: String
    /// Every file that changes.
    let paths: [String]
    /// The files that the rules' patches change.
    let patched: Set<String>
    let edits: [Edit]
    let facts: DescriptionFacts
    /// The passages that the description cites.
    let evidence: [PassageReference]
    /// The names by which the library's documents are called.
    let policies: [String]

    /// What a model that reviews is given: one object, which holds strangers' words in strings.
    func document(plan: AgentPlan, handover: String, evidence: [PassageReference]) -> JSONValue {
        .members([
            "plan": .string(plan.markdown), "commit": .string(commit), "title": .string(title),
            "description": .string(String(description.prefix(20_000))),
            "diff": .string(String(diff.prefix(60_000))),
            "edits": .array(
                edits.map { .members(["path": .string($0.path), "reason": .string($0.reason)]) }),
            "handover": .string(String(handover.prefix(4_000))),
            "evidence": .array(evidence.map { .string($0.description) }),
            "passages": .array(
                facts.citations.map { citation in
                    .members([
                        "citation": .string(
                            PassageReference(document: citation.policy, lines: citation.lines)
                                .description), "quote": .string(citation.quote),
                    ])
                }),
        ])
    }
}

extension JobSession {
    /// Whether there is something to review.
    enum ReviewStanding: Sendable, Hashable {
        /// Nothing is proposed, so that nobody has to agree.
        case unneeded
        /// This has to be done before.
        case early(next: StandardTool)
        case ready(commit: String)
    }

    /// Where the job stands for a reviewer.
    var reviewStanding: ReviewStanding {
        if order.isDelivered || order.verdict == .held || order.plan == .nothing {
            return .unneeded
        }
        guard order.isCommitted, order.plan == .proved, let commit = work?.commit else {
            var next = StandardTool.commitChanges
            if order.plan == .proved, order.verdict == .unknown { next = .runTests }
            while let before = order.refusal(of: next)?.next { next = before }
            return .early(next: next)
        }
        if order.verdict == .unknown { return .early(next: .runTests) }
        return order.hasApprovals
            ? .ready(commit: commit.description) : .early(next: .getRequiredApprovals)
    }

    /// What is to be reviewed; the description is made now, and proposed as it was reviewed.
    func reviewMaterial() async throws -> ReviewMaterial {
        let base = try fetched(for: .createPullRequest)
        let prepared = try await prepared(on: base)
        let change = try planned(for: .createPullRequest).change
        guard let facts = prepared.facts else {
            throw ToolError(
                .failed, in: StandardTool.createPullRequest.rawValue,
                because: "nothing is known of what its description rests on")
        }
        let library = environment.evidence.library
        return ReviewMaterial(
            commit: prepared.commit.description, title: prepared.title,
            description: prepared.body, diff: String(decoding: prepared.diff, as: UTF8.self),
            paths: change.changes.keys.sorted().map(\.description),
            patched: Set(change.patch.changes.keys.map(\.description)),
            edits: change.edits.map { edit in
                ReviewMaterial.Edit(
                    path: edit.path.description, reason: edit.reason,
                    added: Self.added(by: edit, to: change.patch.after))
            }, facts: facts,
            evidence: facts.citations.map { .init(document: $0.policy, lines: $0.lines) },
            policies: library.documents.map(\.id).filter { $0.utf8.count > 2 })
    }

    /// The passages of a run that the library holds.
    func present(_ passages: [String]) -> [PassageReference] {
        passages.compactMap(PassageReference.init).filter { passage in
            guard let document = environment.evidence.library.document(named: passage.document)
            else { return false }
            let last = document.sections.map(\.lines.upperBound).max() ?? 0
            return passage.lines.upperBound <= last
        }
    }

    private static func added(
        by edit: ModelEdit, to before: any Snapshot
    ) -> [ReviewMaterial.Edit.Line] {
        let old = (try? before.bytes(of: edit.path, limit: ModelEditing.largestFile)) ?? []
        func lines(_ bytes: [UInt8]) -> [String] {
            bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        let known = Set(lines(old))
        return lines(edit.bytes).enumerated().filter { !known.contains($0.element) }
            .map { .init(number: $0.offset + 1, text: $0.element) }
    }
}
