internal import Basics
internal import Remediation

/// The edits that are weighed for one purpose, and what is known of each.
struct CandidatePanel {
    private(set) var candidates: [EditCandidate]
    /// The repository with each of them that files and findings speak for.
    private(set) var drafts: [Int: ProposedChange] = [:]
    private var proposals: [EditProposal]

    init(own: JSONValue, others: [(candidate: EditCandidate, proposal: EditProposal?)]) {
        candidates = [EditCandidate(1, by: "brain")] + others.map(\.candidate)
        proposals = [EditProposal(number: 1, arguments: own)] + others.compactMap(\.proposal)
    }

    /// The proposals that are not dropped, in the order of their numbers.
    var left: [EditProposal] { proposals.filter { drafts[$0.number] != nil } }

    /// The same, the best first: by the peers' marks, then the smaller, then the earlier.
    var inOrder: [EditProposal] {
        left.sorted { one, other in
            let (first, second) = (score(of: one.number), score(of: other.number))
            if first != second { return first > second }
            return one.size == other.size ? one.number < other.number : one.size < other.size
        }
    }

    private func score(of number: Int) -> Int { candidates[number - 1].score ?? 0 }

    /// Makes the drafts, and drops what cannot be one or is the same as another.
    mutating func drop(drafting draft: (EditProposal) throws -> ProposedChange) {
        for proposal in proposals {
            do {
                let change = try draft(proposal)
                if let same = drafts.first(where: { $0.value.edits.sameFiles(as: change.edits) }) {
                    settle(proposal.number, .dropped("it is the same as candidate \(same.key)"))
                } else {
                    drafts[proposal.number] = change
                }
            } catch let refusal as ModelEditing.Refusal {
                settle(proposal.number, .dropped(refusal.reason))
            } catch {
                let reason = Diagnostic(describing: error, while: "make the edit").reason
                settle(proposal.number, .dropped(reason))
            }
        }
    }

    /// Notes what peers say.
    mutating func take(marks: [PeerMarks]) {
        for index in candidates.indices {
            candidates[index].score = PeerMarks.score(of: candidates[index].number, in: marks)
        }
    }

    /// Notes what became of one.
    mutating func settle(_ number: Int, _ fate: EditCandidate.Fate) {
        candidates[number - 1].fate = fate
    }

    /// Why each of them was not let in, on one line.
    var account: String {
        candidates.map { "\($0.number): \($0.fate.reason ?? $0.fate.word)" }
            .joined(separator: "; ")
    }
}

extension [ModelEdit] {
    /// Whether the edited files become the same, whatever the reasons.
    fileprivate func sameFiles(as others: [ModelEdit]) -> Bool {
        count == others.count
            && zip(self, others).allSatisfy { $0.path == $1.path && $0.bytes == $1.bytes }
    }
}
